using System.ComponentModel.DataAnnotations;

namespace Ctas7.ServiceDefaults.Tests.Hosting;

public sealed class ProcessOptions
{
    [Range(1, 10)]
    public int Workers { get; set; } = 1;

    [Required]
    public string Name { get; set; } = "process";
}
