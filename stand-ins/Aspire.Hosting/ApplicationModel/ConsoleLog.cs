using System.Runtime.CompilerServices;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// The last <see cref="Capacity"/> lines of one copy's console. A reader that comes late gets what is kept; one that falls
/// behind by more than that misses the lines between, as the line numbers show. Thread-safe.
/// </summary>
internal sealed class ConsoleLog
{
    public const int Capacity = 4_000;
    private const int LongestLine = 16 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _lines = new();
    private int _count;
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Add(string content, bool isError)
    {
        lock (_lock)
        {
            _lines.Enqueue(new(++_count, content.Length > LongestLine ? content[..LongestLine] + " …" : content, isError));
            if (_lines.Count > Capacity)
            {
                _lines.Dequeue();
            }

            _more.TrySetResult();
            _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>The lines after number <paramref name="after"/>, and a task that ends when there are more.</summary>
    public (IReadOnlyList<LogLine> Lines, Task More) Since(int after)
    {
        lock (_lock)
        {
            return ([.. _lines.Where(line => line.LineNumber > after)], _more.Task);
        }
    }

    public async IAsyncEnumerable<IReadOnlyList<LogLine>> FollowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var last = 0; ;)
        {
            var (lines, more) = Since(last);
            if (lines.Count > 0)
            {
                last = lines[^1].LineNumber;
                yield return lines;
            }
            else
            {
                await more.WaitAsync(cancellationToken);
            }
        }
    }
}
