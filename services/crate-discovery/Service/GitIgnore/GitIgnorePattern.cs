using System.Text.RegularExpressions;

namespace Ctas7.CrateDiscovery.GitIgnore;

/// <summary>One line of a <c>.gitignore</c> (gitignore(5), "Pattern format"). It works on text with one character for each byte. Immutable.</summary>
internal sealed class GitIgnorePattern
{
    private const string Wild = "*?[\\";
    private readonly string? _literal;
    private readonly string? _ending;
    private readonly Lazy<Regex?>? _form;

    private GitIgnorePattern(string text, bool isNegation, bool isForFoldersOnly, bool isForNames)
    {
        (IsNegation, IsForFoldersOnly, IsForNames) = (isNegation, isForFoldersOnly, isForNames);
        if (text.AsSpan().IndexOfAny(Wild) < 0)
        {
            _literal = text;
        }
        else if (isForNames && text[0] == '*' && text.AsSpan(1).IndexOfAny(Wild) < 0)
        {
            _ending = text[1..];
        }
        else
        {
            // Made when a name first meets it: most patterns for paths or folders never meet one.
            _form = new Lazy<Regex?>(() => Form(text));
        }
    }

    /// <summary>What matches is taken in again.</summary>
    internal bool IsNegation { get; }

    /// <summary>Only a folder can match.</summary>
    internal bool IsForFoldersOnly { get; }

    /// <summary>The name is compared, at any depth; else the path from the pattern's file.</summary>
    internal bool IsForNames { get; }

    /// <summary>Null for an empty line and a comment.</summary>
    internal static GitIgnorePattern? Parse(string line)
    {
        line = WithoutTrailingSpaces(line);
        if (line.Length == 0 || line[0] == '#')
        {
            return null;
        }

        var isNegation = line[0] == '!';
        var text = isNegation ? line[1..] : line;
        var isForFoldersOnly = text.EndsWith('/');
        text = isForFoldersOnly ? text[..^1] : text;
        var isForNames = !text.Contains('/', StringComparison.Ordinal);
        return new GitIgnorePattern(text.StartsWith('/') ? text[1..] : text, isNegation, isForFoldersOnly, isForNames);
    }

    /// <summary>Whether the name or path fits.</summary>
    internal bool Matches(string text)
        => _literal is not null ? text == _literal
            : _ending is not null ? text.EndsWith(_ending, StringComparison.Ordinal)
            : _form?.Value?.IsMatch(text) == true;

    /// <summary>Without backtracking, so that no pattern and no name can take long.</summary>
    private static Regex? Form(string text)
        => GitIgnoreGlob.ToRegex(text) is { } form ? new Regex(form, RegexOptions.NonBacktracking | RegexOptions.Singleline | RegexOptions.CultureInvariant) : null;

    /// <summary>Spaces at the end do not count, unless a backslash stands before them.</summary>
    private static string WithoutTrailingSpaces(string line)
    {
        var end = 0;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == '\\')
            {
                at++;
                end = Math.Min(at + 1, line.Length);
            }
            else if (line[at] != ' ')
            {
                end = at + 1;
            }
        }

        return line[..end];
    }
}
