using System.Text.Unicode;

namespace Ctas7.Toml.Parsing;

/// <summary>
/// Reads one document from start to end without going back, so in time linear in its length. The reading methods give false once
/// <see cref="_error"/> is set; nothing throws.
/// </summary>
internal ref partial struct TomlParser
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly NodeTape _tape;
    private readonly bool _is11;
    private readonly int _maxDepth;

    /// <summary>The tables that dotted keys of the current section made or took; the next header completes them.</summary>
    private readonly List<int> _dotted;

    private int _at;
    private (TomlErrorCode Code, int Offset, string Message) _error;

    private TomlParser(ReadOnlySpan<byte> text, NodeTape tape, TomlOptions options)
    {
        _text = text;
        _tape = tape;
        _is11 = options.Version >= TomlVersion.Toml11;
        _maxDepth = options.MaxDepth;
        _dotted = [];
    }

    /// <summary>The document, or null and the first error.</summary>
    public static TomlDocument? Parse(ReadOnlyMemory<byte> source, TomlOptions options, out TomlError error)
    {
        var text = source.Span;
        if (text.Length > options.MaxBytes)
        {
            var message = $"The document has {text.Length} bytes; at most {options.MaxBytes} are accepted.";
            error = new TomlError(TomlErrorCode.TooLarge, message, new TomlPosition(1, 1, 0));
            return null;
        }

        if (!Utf8.IsValid(text))
        {
            error = Utf8Fault.Describe(text);
            return null;
        }

        using var tape = new NodeTape(text.Length);
        var parser = new TomlParser(text, tape, options);
        if (parser.Document())
        {
            error = default;
            return tape.ToDocument(source);
        }

        error = new TomlError(parser._error.Code, parser._error.Message, SourceMap.Locate(text, parser._error.Offset));
        return null;
    }

    private bool Document()
    {
        if (_text.StartsWith(SourceMap.ByteOrderMark)) _at = SourceMap.ByteOrderMark.Length;
        var table = 0;
        var depth = 0;
        while (true)
        {
            SkipSpaces();
            if (_at == _text.Length) return true;
            switch (_text[_at])
            {
                case (byte)'\n':
                    _at++;
                    continue;
                case (byte)'\r' or (byte)'#':
                    break;
                case (byte)'[':
                    if (!Header(out table, out depth)) return false;
                    break;
                default:
                    if (!KeyValue(table, depth, inSection: true)) return false;
                    break;
            }

            if (!LineEnd()) return false;
        }
    }

    /// <summary>Reads up to the end of the line: spaces, a comment, the line break.</summary>
    private bool LineEnd()
    {
        SkipSpaces();
        if (_at < _text.Length && _text[_at] == (byte)'#' && !Comment()) return false;
        if (_at == _text.Length || TryLineBreak()) return true;
        return _text[_at] == (byte)'\r'
            ? FailStrayReturn(_at)
            : Fail(TomlErrorCode.Syntax, _at, $"Expected the end of the line, found {Found(_at)}.");
    }

    /// <summary>Reads a comment up to its line break or the end of the document.</summary>
    private bool Comment()
    {
        _at = ByteScanner.CommentEnd(_text, _at + 1);
        return _at == _text.Length || AtLineBreak(_at) > 0 || FailControlInComment(_at);
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t') _at++;
    }

    /// <summary>Skips what may lie between the parts of an array, and in TOML 1.1 of an inline table.</summary>
    private bool SkipSpacesLinesAndComments()
    {
        while (true)
        {
            SkipSpaces();
            if (_at == _text.Length) return true;
            var next = _text[_at];
            if (next == (byte)'#')
            {
                if (!Comment()) return false;
            }
            else if (!TryLineBreak())
            {
                return next != (byte)'\r' || FailStrayReturn(_at);
            }
        }
    }

    private bool TryLineBreak()
    {
        var length = AtLineBreak(_at);
        _at += length;
        return length > 0;
    }

    /// <summary>The length of the line break at an offset: 1, 2, or 0 where there is none.</summary>
    private readonly int AtLineBreak(int at)
    {
        if (at >= _text.Length) return 0;
        if (_text[at] == (byte)'\n') return 1;
        return _text[at] == (byte)'\r' && at + 1 < _text.Length && _text[at + 1] == (byte)'\n' ? 2 : 0;
    }

    private readonly bool Is(int at, byte expected) => at < _text.Length && _text[at] == expected;
}
