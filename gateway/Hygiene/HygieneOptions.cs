using System.ComponentModel.DataAnnotations;
using System.Net;

namespace Ctas7.Gateway.Hygiene;

/// <summary>Configuration section <c>Gateway:Hygiene</c>.</summary>
public sealed class HygieneOptions : IValidatableObject
{
    /// <summary>
    /// Networks such as <c>10.0.0.0/8</c> or <c>127.0.0.1/32</c> whose proxies are believed about the client
    /// (<c>X-Forwarded-For</c>, <c>X-Forwarded-Proto</c>). Nobody is believed by default.
    /// </summary>
    public List<string> TrustedProxies { get; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => TrustedProxies
        .Where(network => !IPNetwork.TryParse(network, out _))
        .Select(network => new ValidationResult(
            $"'{network}' is no network: write its first address and prefix length, such as 10.0.0.0/8.", [nameof(TrustedProxies)]));
}
