namespace Ctas7.CrateDiscovery.Graph.Edit;

/// <summary>What the edges of a crate depend on besides the crate itself: an answer about the other crates that may change.</summary>
/// <param name="About">What kind of answer.</param>
/// <param name="Text">The name, path or key that was asked for.</param>
internal readonly record struct Question(QuestionKind About, string Text);

/// <summary>Kinds of questions about the other crates.</summary>
internal enum QuestionKind
{
    /// <summary>Does any crate have this name?</summary>
    Name,

    /// <summary>What is the name of the crate whose manifest has this path?</summary>
    Path,

    /// <summary>Which crate does this key of a port name?</summary>
    PortKey,
}
