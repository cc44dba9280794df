namespace Aspire.Hosting.Orchestration;

/// <summary>
/// When to start again what has ended unexpectedly: at once the first time, then after twice as long each time, and after
/// <see cref="MostInARow"/> failures in a row not at all. A copy that stayed for <see cref="Stable"/> starts from the beginning.
/// </summary>
internal sealed class RestartPolicy
{
    public const int MostInARow = 7;
    public static readonly TimeSpan Stable = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(50);

    private int _inARow;

    /// <summary>How often it has ended unexpectedly in all.</summary>
    public int Restarts { get; private set; }

    /// <summary>How long to wait before the next start; null to give up.</summary>
    public TimeSpan? Next(TimeSpan lived)
    {
        _inARow = lived >= Stable ? 1 : _inARow + 1;
        if (_inARow > MostInARow)
        {
            return null;
        }

        Restarts++;
        return First * Math.Pow(2, _inARow - 1);
    }

    /// <summary>A person started it: what was, is forgiven.</summary>
    public void Forgive() => _inARow = 0;
}
