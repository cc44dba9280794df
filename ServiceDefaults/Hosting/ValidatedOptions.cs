using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Ctas7.ServiceDefaults.Hosting;

/// <summary>Options that are right, or the service does not start.</summary>
public static class ValidatedOptions
{
    /// <summary>
    /// Binds <typeparamref name="T"/> from a configuration section and checks its data annotations before the service
    /// starts; faults become one <see cref="InvalidConfigurationException"/>. For rules across properties implement
    /// <see cref="System.ComponentModel.DataAnnotations.IValidatableObject"/>.
    /// </summary>
    public static IHostApplicationBuilder AddValidatedOptions<T>(this IHostApplicationBuilder builder, string section)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(section);
        builder.Services.AddOptions<T>().BindConfiguration(section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<T>>(new AnnotatedOptions<T>(section));
        return builder;
    }

    /// <summary>Checks all options now, so that all faults are told at once and before anything is started.</summary>
    /// <exception cref="InvalidConfigurationException">Some are wrong.</exception>
    internal static void ValidateOptions(this IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (AggregateException several)
        {
            throw new InvalidConfigurationException([.. several.Flatten().InnerExceptions.SelectMany(Faults)], several);
        }
        catch (Exception fault) when (fault is OptionsValidationException or InvalidOperationException)
        {
            throw new InvalidConfigurationException([.. Faults(fault)], fault);
        }
    }

    private static IEnumerable<string> Faults(Exception fault) => fault is OptionsValidationException invalid ? invalid.Failures : [fault.Message];
}
