using System.Globalization;
using System.Text;

namespace Ctas7.CrateDiscovery.GitIgnore;

/// <summary>The glob language of git (fnmatch(3) with FNM_PATHNAME, and <c>**</c>) as a regular expression over text with one character for each byte.</summary>
internal static class GitIgnoreGlob
{
    private const int Bytes = 256;

    /// <summary>Null for a glob that can match nothing: an unclosed bracket, or a backslash at the end.</summary>
    internal static string? ToRegex(string glob)
    {
        var form = new StringBuilder(@"\A", glob.Length * 2);
        for (var at = 0; at < glob.Length; at++)
        {
            switch (glob[at])
            {
                case '*':
                    at = AddStars(form, glob, at);
                    break;
                case '?':
                    form.Append("[^/]");
                    break;
                case '[':
                    if (ReadBracket(glob, ref at) is not { } set)
                    {
                        return null;
                    }

                    AddSet(form, set);
                    break;
                case '\\':
                    if (++at == glob.Length)
                    {
                        return null;
                    }

                    AddLiteral(form, glob[at]);
                    break;
                default:
                    AddLiteral(form, glob[at]);
                    break;
            }
        }

        return form.Append(@"\z").ToString();
    }

    /// <summary>Two stars between slashes, or between a slash and an end, stand for any number of folders; any others for a part of one name.</summary>
    private static int AddStars(StringBuilder form, string glob, int first)
    {
        var after = first;
        while (after < glob.Length && glob[after] == '*')
        {
            after++;
        }

        var isWhole = after - first > 1 && (first == 0 || glob[first - 1] == '/') && (after == glob.Length || glob[after] == '/');
        if (!isWhole)
        {
            form.Append("[^/]*");
            return after - 1;
        }

        if (after == glob.Length)
        {
            form.Append(".*");
            return after - 1;
        }

        form.Append("(?:.*/)?");
        return after;
    }

    /// <summary>The bytes that a bracket expression allows; <paramref name="at"/> goes to its end.</summary>
    private static bool[]? ReadBracket(string glob, ref int at)
    {
        var set = new bool[Bytes];
        var isNegated = at + 1 < glob.Length && glob[at + 1] is '!' or '^';
        var next = at + (isNegated ? 2 : 1);
        var last = -1;
        for (var isFirst = true; next < glob.Length && (isFirst || glob[next] != ']'); isFirst = false)
        {
            if (!ReadMember(glob, ref next, ref last, set))
            {
                return null;
            }
        }

        if (next >= glob.Length)
        {
            return null;
        }

        at = next;
        for (var value = 0; isNegated && value < Bytes; value++)
        {
            set[value] = !set[value];
        }

        set['/'] = false;
        return set;
    }

    private static bool ReadMember(string glob, ref int next, ref int last, bool[] set)
    {
        var letter = glob[next];
        if (letter == '[' && next + 1 < glob.Length && glob[next + 1] == ':' && glob.IndexOf(']', next + 2) is var close and >= 0 && glob[close - 1] == ':' && close > next + 2)
        {
            last = -1;
            var name = glob[(next + 2)..(close - 1)];
            next = close + 1;
            return AddClass(set, name);
        }

        if (letter == '-' && last >= 0 && next + 1 < glob.Length && glob[next + 1] != ']')
        {
            next++;
            if (!ReadLetter(glob, ref next, out var end))
            {
                return false;
            }

            for (var value = last; value <= end; value++)
            {
                set[value] = true;
            }

            last = -1;
            return true;
        }

        if (!ReadLetter(glob, ref next, out letter))
        {
            return false;
        }

        set[letter] = true;
        last = letter;
        return true;
    }

    private static bool ReadLetter(string glob, ref int next, out char letter)
    {
        if (glob[next] == '\\')
        {
            next++;
        }

        letter = next < glob.Length ? glob[next] : '\0';
        return next++ < glob.Length;
    }

    private static bool AddClass(bool[] set, string name)
    {
        Predicate<char>? belongs = name switch
        {
            "alnum" => char.IsAsciiLetterOrDigit,
            "alpha" => char.IsAsciiLetter,
            "blank" => letter => letter is ' ' or '\t',
            "cntrl" => letter => letter is < ' ' or '\x7f',
            "digit" => char.IsAsciiDigit,
            "graph" => letter => letter is > ' ' and < '\x7f',
            "lower" => char.IsAsciiLetterLower,
            "print" => letter => letter is >= ' ' and < '\x7f',
            "punct" => letter => letter is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(letter),
            "space" => letter => letter is ' ' or (>= '\t' and <= '\r'),
            "upper" => char.IsAsciiLetterUpper,
            "xdigit" => char.IsAsciiHexDigit,
            _ => null,
        };
        for (var value = 0; belongs is not null && value < 128; value++)
        {
            set[value] |= belongs((char)value);
        }

        return belongs is not null;
    }

    private static void AddSet(StringBuilder form, bool[] set)
    {
        form.Append('[');
        var isEmpty = true;
        for (var value = 0; value < Bytes; value++)
        {
            if (set[value])
            {
                AddCode(form, (char)value);
                isEmpty = false;
            }
        }

        // An empty set matches no byte: the next character is one that no byte stands for.
        form.Append(isEmpty ? @"\u0100]" : "]");
    }

    private static void AddLiteral(StringBuilder form, char letter)
    {
        if (char.IsAsciiLetterOrDigit(letter) || letter == '/')
        {
            form.Append(letter);
        }
        else
        {
            AddCode(form, letter);
        }
    }

    private static void AddCode(StringBuilder form, char letter) => form.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
}
