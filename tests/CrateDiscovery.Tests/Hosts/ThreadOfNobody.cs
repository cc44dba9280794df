using System.Runtime.InteropServices;

namespace Ctas7.CrateDiscovery.Tests.Hosts;

/// <summary>Work on a thread that has no rights on files but those of everybody, also when the tests run as root (setfsuid(2) is of one thread).</summary>
public static class ThreadOfNobody
{
    private const uint Nobody = 65534;

    public static void Run(Action work)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = SetFileUser(Nobody);
                work();
            }
            catch (Exception thrown)
            {
                failure = thrown;
            }
        });
        thread.Start();
        thread.Join();
        failure.ShouldBeNull();
    }

    [DllImport("libc", EntryPoint = "setfsuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetFileUser(uint user);
}
