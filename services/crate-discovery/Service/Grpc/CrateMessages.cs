using System.Text;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Registry;
using Google.Protobuf.WellKnownTypes;

namespace Ctas7.CrateDiscovery.Grpc;

/// <summary>The registry's records as protobuf messages.</summary>
internal static class CrateMessages
{
    internal static Crate ToMessage(CrateRecord record, bool includeManifest = false)
    {
        var manifest = record.Manifest;
        var message = new Crate
        {
            Id = record.Id.ToString(),
            Name = record.Name,
            Version = manifest?.Version ?? "",
            Path = record.Path,
            Root = record.Root,
            State = CrateJson.NameOf(record.State),
            Edition = manifest?.Edition ?? "",
            SmartCrateVersion = manifest?.SmartCrateVersion ?? "",
            Foundation = manifest?.Foundation ?? "",
            Classification = manifest?.Classification ?? ManifestParser.Unclassified,
            TeslaGrade = manifest?.TeslaGrade ?? false,
            RetrofitTimestamp = manifest?.RetrofitTimestamp ?? "",
            Description = manifest?.Description ?? "",
            TrivariateHash = manifest?.TrivariateHash ?? "",
            ContentHash = record.ContentHash,
            DiscoveredAt = Timestamp.FromDateTimeOffset(record.DiscoveredAt),
            UpdatedAt = Timestamp.FromDateTimeOffset(record.UpdatedAt),
            StaleSince = record.StaleSince is { } since ? Timestamp.FromDateTimeOffset(since) : null,
            Revision = record.Revision,
            ManifestJson = includeManifest && manifest is not null ? Encoding.UTF8.GetString(manifest.Json.Span) : "",
        };
        message.Duplicates.AddRange(record.Duplicates);
        message.Issues.AddRange(record.Issues.Select(ToMessage));
        if (manifest is not null)
        {
            AddLists(message, manifest);
        }

        return message;
    }

    internal static RegistryPosition Position(RegistrySnapshot snapshot, long token) => Position(snapshot.Epoch, snapshot.Revision, token);

    internal static RegistryPosition Position(string epoch, long revision, long token) => new() { Epoch = epoch, Revision = revision, FencingToken = token };

    internal static CrateChange ToMessage(string epoch, long token, RegistryChange change)
    {
        var message = new CrateChange { Position = Position(epoch, change.Revision, token) };
        if (change.IsRemoval)
        {
            message.Removal = new Removal { Id = change.Crate.Id.ToString(), Name = change.Crate.Name, Path = change.Crate.Path };
        }
        else
        {
            message.Upsert = ToMessage(change.Crate);
        }

        return message;
    }

    private static void AddLists(Crate message, Manifest manifest)
    {
        message.Domains.AddRange(manifest.Domains);
        message.Capabilities.AddRange(manifest.Capabilities);
        foreach (var (name, port) in manifest.Ports)
        {
            message.Ports[name] = port;
        }

        foreach (var (name, endpoint) in manifest.Endpoints)
        {
            message.Endpoints[name] = endpoint;
        }

        message.Dependencies.AddRange(manifest.Dependencies.Select(dependency => new Dependency
        {
            Name = dependency.Name,
            Requirement = dependency.Requirement,
            Path = dependency.Path,
        }));
    }

    private static Contracts.CrateDiscovery.V1.ManifestIssue ToMessage(Manifests.ManifestIssue issue) => new()
    {
        Severity = CrateJson.NameOf(issue.Severity),
        Code = issue.Code,
        Message = issue.Message,
        Path = issue.Path,
        Line = issue.Line,
        Column = issue.Column,
    };
}
