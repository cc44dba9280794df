using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.V1;
using Google.Protobuf.WellKnownTypes;
using HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;
using Wire = Aspire.Hosting.Dashboard.V1;

namespace Aspire.Hosting.Dashboard;

/// <summary>Snapshots as the dashboard reads them.</summary>
internal static class ResourceMessages
{
    public static Wire.Resource Of(ResourceEvent known)
    {
        var snapshot = known.Snapshot;
        var message = new Wire.Resource
        {
            Name = known.ResourceId,
            DisplayName = known.Resource.Name,
            Uid = known.ResourceId,
            ResourceType = snapshot.ResourceType,
            CreatedAt = Time(snapshot.CreationTimeStamp ?? DateTime.UnixEpoch),
            StartedAt = Time(snapshot.StartTimeStamp),
            StoppedAt = Time(snapshot.StopTimeStamp),
            IsHidden = snapshot.IsHidden,
        };
        if (snapshot.State is { } state)
        {
            message.State = state.Text;
            message.StateStyle = state.Style ?? string.Empty;
        }

        if (snapshot.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = Variant(snapshot.IconVariant);
        }

        message.Environment.Add(snapshot.EnvironmentVariables.Select(variable => new EnvironmentVariable
        {
            Name = variable.Name,
            Value = variable.Value ?? string.Empty,
            IsFromSpec = variable.IsFromSpec,
        }));
        message.Properties.Add(Properties(snapshot));
        message.Urls.Add(snapshot.Urls.Select(Url));
        message.HealthReports.Add(snapshot.HealthReports.Select(Report));
        message.Relationships.Add(snapshot.Relationships.Select(edge => new ResourceRelationship { ResourceName = edge.ResourceName, Type = edge.Type }));
        message.Commands.Add(snapshot.Commands.Select(Command));
        return message;
    }

    private static IEnumerable<ResourceProperty> Properties(CustomResourceSnapshot snapshot)
    {
        var properties = snapshot.Properties.Where(property => property.Value is not null).Select(property => new ResourceProperty
        {
            Name = property.Name,
            Value = ValueOf(property.Value!),
            IsSensitive = property.IsSensitive,
        });
        return snapshot.ExitCode is { } code
            ? properties.Append(new ResourceProperty { Name = "resource.exitCode", Value = Value.ForNumber(code) })
            : properties;
    }

    private static Value ValueOf(object value) => value switch
    {
        string text => Value.ForString(text),
        bool truth => Value.ForBool(truth),

        // The dashboard reads whole numbers, such as process ids, from text.
        int number => Value.ForString(number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        IEnumerable<string> list => Value.ForList([.. list.Select(Value.ForString)]),
        _ => Value.ForString(value.ToString() ?? string.Empty),
    };

    private static Url Url(UrlSnapshot url) => new()
    {
        EndpointName = url.Name ?? string.Empty,
        FullUrl = url.Url,
        IsInternal = url.IsInternal,
        IsInactive = url.IsInactive,
        DisplayProperties = new() { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
    };

    private static HealthReport Report(HealthReportSnapshot report)
    {
        var message = new HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? string.Empty,
            Exception = report.ExceptionText ?? string.Empty,
            LastRunAt = Time(report.LastRunAt),
        };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                HealthStatus.Healthy => Wire.HealthStatus.Healthy,
                HealthStatus.Degraded => Wire.HealthStatus.Degraded,
                _ => Wire.HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static ResourceCommand Command(ResourceCommandSnapshot command)
    {
        var message = new ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            DisplayDescription = command.DisplayDescription ?? string.Empty,
            IsHighlighted = command.IsHighlighted,
            State = (Wire.ResourceCommandState)(int)command.State,
        };
        if (command.ConfirmationMessage is { } question)
        {
            message.ConfirmationMessage = question;
        }

        if (command.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = Variant(command.IconVariant);
        }

        return message;
    }

    private static Wire.IconVariant Variant(ApplicationModel.IconVariant? variant)
        => variant == ApplicationModel.IconVariant.Filled ? Wire.IconVariant.Filled : Wire.IconVariant.Regular;

    private static Timestamp? Time(DateTime? time) => time is { } known ? Timestamp.FromDateTime(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;
}
