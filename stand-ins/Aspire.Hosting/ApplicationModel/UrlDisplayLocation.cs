namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the dashboard shows a url.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In the list and in the details.</summary>
    SummaryAndDetails = 0,

    /// <summary>In the details.</summary>
    DetailsOnly = 1,
}
