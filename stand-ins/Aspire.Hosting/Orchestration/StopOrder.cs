using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>The order in which an application stops: nothing loses what it uses while it still works.</summary>
internal static class StopOrder
{
    /// <summary>Waves of copies; the members of one wave stop together. What waits for or refers to something stops before it.</summary>
    public static IEnumerable<IReadOnlyList<CopySupervisor>> Of(IEnumerable<CopySupervisor> supervisors)
    {
        var left = supervisors.ToList();
        while (left.Count > 0)
        {
            var used = left.SelectMany(supervisor => supervisor.Copy.Resource.Annotations.OfType<WaitAnnotation>().Select(wait => wait.Resource)
                .Concat(supervisor.Copy.Resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(edge => edge.Resource))
                .Where(other => !ReferenceEquals(other, supervisor.Copy.Resource))).ToHashSet();
            var wave = left.Where(supervisor => !used.Contains(supervisor.Copy.Resource)).ToList();
            if (wave.Count == 0)
            {
                wave = left;
            }

            yield return wave;
            left = [.. left.Except(wave)];
        }
    }
}
