namespace Ctas7.CrateDiscovery.Api;

/// <summary>JSON arrays made of elements that are JSON already.</summary>
internal static class JsonArray
{
    internal static byte[] Join(IReadOnlyList<ReadOnlyMemory<byte>> elements)
    {
        var body = new byte[elements.Sum(element => element.Length) + Math.Max(elements.Count - 1, 0) + 2];
        body[0] = (byte)'[';
        var at = 1;
        foreach (var element in elements)
        {
            if (at > 1)
            {
                body[at++] = (byte)',';
            }

            element.Span.CopyTo(body.AsSpan(at));
            at += element.Length;
        }

        body[at] = (byte)']';
        return body;
    }
}
