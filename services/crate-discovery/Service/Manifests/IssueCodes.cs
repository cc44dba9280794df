namespace Ctas7.CrateDiscovery.Manifests;

/// <summary>The codes of issues. They are part of the HTTP and gRPC contract: never renamed, new ones may be added.</summary>
public static class IssueCodes
{
    /// <summary>Not TOML.</summary>
    public const string Syntax = "toml_syntax";

    /// <summary>Not UTF-8.</summary>
    public const string NotUtf8 = "not_utf8";

    /// <summary>Over the limit of bytes.</summary>
    public const string TooLarge = "too_large";

    /// <summary>Tables and arrays nest too deep.</summary>
    public const string TooDeep = "too_deep";

    /// <summary>There is no table that says what the crate is.</summary>
    public const string RootTableMissing = "root_table_missing";

    /// <summary>The root table has another name than <c>[smart-crate]</c>.</summary>
    public const string RootTableVariant = "root_table_variant";

    /// <summary>A required key is absent.</summary>
    public const string KeyMissing = "key_missing";

    /// <summary>A key holds another type than it should.</summary>
    public const string WrongType = "wrong_type";

    /// <summary>A name that cannot be a public key.</summary>
    public const string NameInvalid = "name_invalid";

    /// <summary>A name that is also a route of the API.</summary>
    public const string NameReserved = "name_reserved";

    /// <summary>A port outside 0..65535.</summary>
    public const string PortOutOfRange = "port_out_of_range";

    /// <summary>More ports than a manifest may name.</summary>
    public const string TooManyPorts = "too_many_ports";

    /// <summary>A time stamp of a form nobody writes.</summary>
    public const string TimestampForm = "timestamp_form";

    /// <summary>A word that is none of those allowed there.</summary>
    public const string UnknownWord = "unknown_word";

    /// <summary>The <c>Cargo.toml</c> beside the manifest exists and cannot be read.</summary>
    public const string CargoUnreadable = "cargo_unreadable";

    /// <summary>The <c>Cargo.toml</c> beside the manifest is not TOML.</summary>
    public const string CargoSyntax = "cargo_syntax";

    /// <summary>A replica that follows does not understand what the leader says of the crate.</summary>
    public const string RecordUnreadable = "record_unreadable";

    /// <summary>Another manifest has the same name.</summary>
    public const string DuplicateName = "duplicate_name";

    /// <summary>A dependency that no crate is.</summary>
    public const string UnknownDependency = "unknown_dependency";

    /// <summary>A foundation that no crate is.</summary>
    public const string UnknownFoundation = "unknown_foundation";

    /// <summary>A known crate would get another name.</summary>
    public const string CrateRenamed = "crate_renamed";

    /// <summary>A manifest would lie where nobody looks.</summary>
    public const string PathOutsideRoots = "path_outside_roots";

    /// <summary>A port is bound more than once.</summary>
    public const string DuplicateClaim = "duplicate_claim";

    /// <summary>A sister is a port that somebody else claims.</summary>
    public const string SisterCollision = "sister_collision";

    /// <summary>A mirror is a port that somebody else claims.</summary>
    public const string MirrorCollision = "mirror_collision";

    /// <summary>A sister is not the port 32768 above its own.</summary>
    public const string SisterMismatch = "sister_mismatch";

    /// <summary>A port too high to have a sister.</summary>
    public const string SisterOutOfRange = "sister_out_of_range";

    /// <summary>A reference to a port that its owner does not name.</summary>
    public const string ReferenceMismatch = "reference_mismatch";

    /// <summary>A port kept for the house's own services.</summary>
    public const string ReservedPort = "reserved_port";

    /// <summary>A port that the kernel may give to outgoing connections.</summary>
    public const string EphemeralOverlap = "ephemeral_overlap";

    /// <summary>The manifest exists and cannot be read.</summary>
    public const string Unreadable = "manifest_unreadable";

    /// <summary>Something named as a manifest is a folder, pipe, socket or device.</summary>
    public const string NotAFile = "manifest_not_a_file";

    /// <summary>Something named as a manifest is a symbolic link, which is never followed.</summary>
    public const string IsLink = "manifest_is_link";

    /// <summary>The manifest is gone, and its removal is held back, as more than a manifest may be away.</summary>
    public const string RemovalHeld = "removal_held";

    /// <summary>A folder cannot be listed.</summary>
    public const string FolderUnreadable = "folder_unreadable";

    /// <summary>A folder's name is not UTF-8; it is not entered.</summary>
    public const string FolderNameNotUtf8 = "folder_name_not_utf8";

    /// <summary>A root does not exist.</summary>
    public const string RootMissing = "root_missing";

    /// <summary>A root is no folder.</summary>
    public const string RootNotAFolder = "root_not_a_folder";

    /// <summary>A root cannot be opened.</summary>
    public const string RootUnreadable = "root_unreadable";

    /// <summary>No root is configured.</summary>
    public const string NoRoots = "no_roots";
}
