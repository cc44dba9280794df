using System.Runtime.InteropServices;
using System.Text;

namespace Ctas7.CrateDiscovery.Files;

/// <summary>
/// An open file or folder. Opening never blocks (a pipe or device included), never follows a link below the root, and
/// never reaches outside the root, also when somebody swaps a folder for a link meanwhile. Dispose it exactly once.
/// </summary>
internal readonly struct OpenFile : IDisposable
{
    private static readonly bool HasOpenAt2 = ProbeOpenAt2();

    private OpenFile(int descriptor) => Descriptor = descriptor;

    /// <summary>Nothing; closing it does nothing.</summary>
    internal static OpenFile None { get; } = new(-1);

    internal int Descriptor { get; }

    /// <summary>Opens the root itself. Its own path may go through links: the operator named it.</summary>
    internal static FileError Root(string path, out OpenFile folder)
        => Opened(Libc.OpenAt(Libc.AtCurrentFolder, ref Terminated(path)[0], Libc.OpenFolder | Libc.OpenCloseOnExec, 0), out folder);

    /// <summary>Opens the folder at <paramref name="relative"/> (UTF-8, <c>a/b/c</c>, without a zero byte; empty is the root).</summary>
    internal FileError Folder(ReadOnlySpan<byte> relative, out OpenFile folder)
        => Beneath(relative, Libc.OpenFolder | Libc.OpenCloseOnExec, out folder);

    /// <summary>The same, to go through or ask about only: that needs no right to list it.</summary>
    internal FileError Passage(ReadOnlySpan<byte> relative, out OpenFile folder)
        => Beneath(relative, Libc.OpenPathOnly | Libc.OpenFolder | Libc.OpenCloseOnExec, out folder);

    /// <summary>Opens the subfolder of this name (one component, with its zero byte): without a path there is no way out of this folder but a link, and none is followed.</summary>
    internal FileError Subfolder(ReadOnlySpan<byte> terminatedName, out OpenFile folder)
        => Opened(
            Libc.OpenAt(Descriptor, ref MemoryMarshal.GetReference(terminatedName), Libc.OpenFolder | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0), out folder);

    /// <summary>Opens the file at <paramref name="relative"/> for reading.</summary>
    internal FileError File(ReadOnlySpan<byte> relative, out OpenFile file)
        => Beneath(relative, Libc.OpenNonBlocking | Libc.OpenCloseOnExec, out file);

    /// <summary>Up to <c>buffer.Length</c> bytes from the current place; 0 at the end, negative on an error.</summary>
    internal int Read(Span<byte> buffer) => (int)Libc.Read(Descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length);

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.Close(Descriptor);
        }
    }

    internal static FileError LastError()
    {
        var error = Marshal.GetLastPInvokeError();
        return error == 23 ? FileError.TooManyOpen : (FileError)error;
    }

    internal static byte[] Terminated(string path) => [.. Encoding.UTF8.GetBytes(path), 0];

    private FileError Beneath(ReadOnlySpan<byte> relative, int flags, out OpenFile file)
    {
        if (relative.IsEmpty)
        {
            relative = "."u8;
        }

        var path = relative.Length < 512 ? stackalloc byte[relative.Length + 1] : new byte[relative.Length + 1];
        relative.CopyTo(path);
        path[^1] = 0;
        return HasOpenAt2 ? Opened(Libc.OpenBeneath(Descriptor, ref path[0], flags), out file) : StepByStep(path, flags, out file);
    }

    /// <summary>The same promise on kernels before 5.6: one component at a time, each without following a link.</summary>
    private FileError StepByStep(Span<byte> path, int flags, out OpenFile file)
    {
        var at = Descriptor;
        try
        {
            while (true)
            {
                var slash = path.IndexOf((byte)'/');
                if (slash < 0)
                {
                    return Opened(Libc.OpenAt(at, ref path[0], flags | Libc.OpenNoFollow, 0), out file);
                }

                path[slash] = 0;
                var error = Opened(Libc.OpenAt(at, ref path[0], Libc.OpenFolder | Libc.OpenNoFollow | Libc.OpenCloseOnExec, 0), out var next);
                if (error != FileError.None)
                {
                    file = default;
                    return error;
                }

                CloseUnlessOwn(at);
                at = next.Descriptor;
                path = path[(slash + 1)..];
            }
        }
        finally
        {
            CloseUnlessOwn(at);
        }
    }

    private void CloseUnlessOwn(int descriptor)
    {
        if (descriptor != Descriptor)
        {
            _ = Libc.Close(descriptor);
        }
    }

    private static FileError Opened(int descriptor, out OpenFile file)
    {
        file = new OpenFile(descriptor);
        return descriptor >= 0 ? FileError.None : LastError();
    }

    private static bool ProbeOpenAt2()
    {
        if (Root("/", out var root) != FileError.None)
        {
            return false;
        }

        using (root)
        {
            var descriptor = Libc.OpenBeneath(root.Descriptor, ref new byte[] { (byte)'.', 0 }[0], Libc.OpenFolder | Libc.OpenCloseOnExec);
            if (descriptor >= 0)
            {
                _ = Libc.Close(descriptor);
            }

            return descriptor >= 0;
        }
    }
}
