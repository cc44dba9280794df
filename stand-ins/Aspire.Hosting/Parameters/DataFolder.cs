namespace Aspire.Hosting.Parameters;

/// <summary>Where a run keeps what must survive it.</summary>
internal static class DataFolder
{
    /// <summary>The setting <c>data</c>, relative to where the app host was started; else <c>.data</c> beside the app host's folder.</summary>
    public static string Of(IDistributedApplicationBuilder builder)
        => builder.Configuration["data"] is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.GetFullPath(Path.Combine("..", ".data"), builder.AppHostDirectory);
}
