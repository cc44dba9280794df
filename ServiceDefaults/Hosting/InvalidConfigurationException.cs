namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>
/// The service cannot start as it is configured. When nothing catches it, the process writes one line per fault to
/// standard error and ends with <see cref="ExitCode"/>, without a stack trace: the reader is who configured it.
/// </summary>
public sealed class InvalidConfigurationException(IReadOnlyList<string> faults, Exception? inner = null)
    : Exception(string.Join(Environment.NewLine, faults), inner)
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    private static int _explains;

    /// <summary>One fault.</summary>
    public InvalidConfigurationException(string fault)
        : this([fault]) { }

    /// <summary>What is wrong, where, and what to write instead; one entry each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;

    /// <summary>From now on an uncaught one ends the process as described. Once per process is enough.</summary>
    internal static void ExplainWhenUncaught()
    {
        if (Interlocked.Exchange(ref _explains, 1) == 0)
        {
            AppDomain.CurrentDomain.UnhandledException += (_, uncaught) =>
            {
                if (uncaught.ExceptionObject is InvalidConfigurationException invalid)
                {
                    Console.Error.WriteLine("The service cannot start as it is configured:");
                    foreach (var fault in invalid.Faults)
                    {
                        Console.Error.WriteLine($"  {fault}");
                    }

                    Environment.Exit(ExitCode);
                }
            };
        }
    }
}
