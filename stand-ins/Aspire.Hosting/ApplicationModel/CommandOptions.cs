namespace Aspire.Hosting.ApplicationModel;

/// <summary>How a command is shown and guarded.</summary>
public class CommandOptions
{
    /// <summary>What it does.</summary>
    public string? Description { get; set; }

    /// <summary>A question that must be answered with yes first.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>A Fluent UI icon.</summary>
    public string? IconName { get; set; }

    /// <summary>How the icon is drawn.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether it has its own button in the list.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Whether it can be used; while the resource runs when not given.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}
