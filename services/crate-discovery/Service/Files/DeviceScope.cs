using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>
/// How far the number of a file system (<c>st_dev</c>) goes. The kernel gives out most of them as file systems are mounted: after a boot, on another
/// host and in a new container the same one has another number.
/// </summary>
internal static class DeviceScope
{
    /// <summary>Of this process: the boot and its mounts. 0 where the system does not tell, which is nobody else's.</summary>
    internal static ulong Own { get; } = Read();

    private static ulong Read()
    {
        try
        {
            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var mounts = File.ResolveLinkTarget("/proc/self/ns/mnt", returnFinalTarget: false)?.Name ?? "";
            return BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{boot}/{mounts}")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
