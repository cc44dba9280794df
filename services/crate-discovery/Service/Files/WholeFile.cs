namespace Ctas7.CrateDiscovery.Files;

/// <summary>The whole content of an open file.</summary>
internal static class WholeFile
{
    /// <summary>Reads up to one byte more than <paramref name="most"/>; the file may grow or shrink meanwhile.</summary>
    /// <param name="expected">Its size when it was looked at, at most <paramref name="most"/>.</param>
    internal static FileError Read(OpenFile file, int expected, int most, out byte[] content)
    {
        content = new byte[expected + 1];
        var length = 0;
        while (true)
        {
            var count = file.Read(content.AsSpan(length));
            if (count < 0)
            {
                return OpenFile.LastError();
            }

            length += count;
            if (count == 0 || length > most)
            {
                Array.Resize(ref content, length);
                return FileError.None;
            }

            if (length == content.Length)
            {
                Array.Resize(ref content, Math.Min(content.Length * 2, most + 1));
            }
        }
    }
}
