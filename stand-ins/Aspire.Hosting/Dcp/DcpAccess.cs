using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Dcp;

/// <summary>How to reach a DCP server: what it wrote into its kubeconfig file.</summary>
internal sealed record DcpAccess(Uri Server, string Token, X509Certificate2 Authority)
{
    /// <summary>Reads the file; null while it is not written completely.</summary>
    public static DcpAccess? TryRead(string path)
    {
        try
        {
            // DCP writes this file itself, always in block style with one value per line; no YAML reader is needed for three of them.
            var lines = File.ReadAllLines(path).Select(line => line.Trim().Split(": ", 2)).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1].Trim('"'));
            return lines["server"].FirstOrDefault() is { } server && lines["token"].FirstOrDefault() is { } token
                && lines["certificate-authority-data"].FirstOrDefault() is { } authority
                ? new(new Uri(server), token, X509CertificateLoader.LoadCertificate(Certificate(authority)))
                : null;
        }
        catch (Exception unfinished) when (unfinished is IOException or FormatException or UriFormatException or System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The data is base64 of PEM.</summary>
    private static byte[] Certificate(string base64)
    {
        using var certificate = X509Certificate2.CreateFromPem(System.Text.Encoding.ASCII.GetString(Convert.FromBase64String(base64)));
        return certificate.Export(X509ContentType.Cert);
    }
}
