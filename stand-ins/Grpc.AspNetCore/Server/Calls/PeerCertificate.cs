using System.Security.Cryptography.X509Certificates;
using System.Text;
using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Who a client is, from its certificate.</summary>
internal static class PeerCertificate
{
    private const string AlternativeName = "x509_subject_alternative_name";
    private const string CommonName = "x509_common_name";

    /// <summary>The DNS names of the certificate, which identify the peer when there are any, and its common name.</summary>
    public static AuthContext Describe(X509Certificate2 certificate)
    {
        var properties = new Dictionary<string, List<AuthProperty>>(StringComparer.Ordinal);
        var alternatives = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>();
        foreach (var name in alternatives.SelectMany(extension => extension.EnumerateDnsNames()))
        {
            Add(AlternativeName, name);
        }

        if (certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) is { Length: > 0 } common)
        {
            Add(CommonName, common);
        }

        return new(properties.ContainsKey(AlternativeName) ? AlternativeName : properties.ContainsKey(CommonName) ? CommonName : null, properties);

        void Add(string property, string value)
        {
            if (!properties.TryGetValue(property, out var values))
            {
                properties[property] = values = [];
            }

            values.Add(AuthProperty.Create(property, Encoding.UTF8.GetBytes(value)));
        }
    }
}
