namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a mount's source is.</summary>
public enum ContainerMountType
{
    /// <summary>A folder of this machine.</summary>
    BindMount = 0,

    /// <summary>A named volume of the container engine.</summary>
    Volume = 1,
}
