using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>Checks data annotations and names each fault by its configuration key.</summary>
internal sealed class AnnotatedOptions<T>(string section) : IValidateOptions<T>
    where T : class
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, T options)
    {
        var faults = new List<ValidationResult>();
        if (Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true))
        {
            return ValidateOptionsResult.Success;
        }

        return ValidateOptionsResult.Fail(faults.Select(fault => $"{Key(fault)}: {fault.ErrorMessage}"));
    }

    private string Key(ValidationResult fault) => fault.MemberNames.FirstOrDefault() is { } member ? $"{section}:{member}" : section;
}
