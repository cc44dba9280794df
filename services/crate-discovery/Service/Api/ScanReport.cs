using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ctas7.Contracts.CrateDiscovery.V1;
using Ctas7.CrateDiscovery.Cache;
using Ctas7.CrateDiscovery.Manifests;
using Ctas7.CrateDiscovery.Publishing;
using Ctas7.CrateDiscovery.Registry;
using Ctas7.CrateDiscovery.Replicas;
using Ctas7.CrateDiscovery.Scanning;
using Ctas7.CrateDiscovery.Watching;
using Microsoft.Extensions.Options;
using CrateRegistry = Ctas7.CrateDiscovery.Registry.CrateRegistry;

namespace Ctas7.CrateDiscovery.Api;

/// <summary>What <c>GET /api/crates/scan</c> tells: roots, scans, watch, and what is still to be announced.</summary>
public sealed class ScanReport(
    CurrentTerm current,
    LeaderClient leader,
    ReplicaIdentity self,
    RegistryOrigin origin,
    ScanRoots roots,
    CrateRegistry registry,
    IOptions<DiscoveryOptions> options)
{
    // What each replica says of itself, and not of the leader.
    private static readonly string[] Own = ["epoch", "revision", "replica", "registry"];
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>The report now, as JSON: on a follower the leader's, with what this replica is; its own where no leader answers.</summary>
    public async Task<byte[]> WriteAsync(CancellationToken cancel)
    {
        var own = Write();
        if (current.Running is not null
            || await leader.AskAsync((client, call) => client.GetScanAsync(new GetScanRequest(), call), cancel) is not { } answer
            || JsonNode.Parse(answer.Report.Span) is not JsonObject told)
        {
            return own;
        }

        var mine = JsonNode.Parse(own)!.AsObject();
        foreach (var member in Own)
        {
            told[member] = mine[member]?.DeepClone();
        }

        return JsonSerializer.SerializeToUtf8Bytes(told, Relaxed);
    }

    /// <summary>What this replica itself knows, as JSON.</summary>
    public byte[] Write()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Form))
        {
            var snapshot = registry.Current;
            var scans = current.Find<ScanCoordinator>();
            json.WriteStartObject();
            json.WriteString("epoch", snapshot.Epoch);
            json.WriteNumber("revision", snapshot.Revision);
            WriteReplica(json);
            WriteOrigin(json);
            WriteRoots(json, snapshot);
            WriteRun(json, "running", scans?.Running);
            WriteRun(json, "last", scans?.Last);
            WriteWatch(json, current.Find<FolderWatch>());
            json.WriteNumber("held", current.Find<HeldPaths>()?.Count ?? 0);
            WriteHeldRemovals(json, current.Find<HeldRemovals>());
            json.WriteNumber("unannounced", current.Find<Announcer>()?.Pending ?? 0);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteReplica(Utf8JsonWriter json)
    {
        json.WriteStartObject("replica");
        json.WriteString("role", current.Role.Word());
        json.WriteString("instance", self.Instance);
        json.WriteString("leader", current.Running is not null ? self.Instance : current.Lease?.Instance);
        json.WriteNumber("fencing_token", current.FencingToken);
        json.WritePropertyName("lease_expires_at");
        CrateJson.WriteTime(json, current.LeaseExpiresAt);
        json.WriteEndObject();
    }

    private void WriteOrigin(Utf8JsonWriter json)
    {
        json.WriteStartObject("registry");
        json.WriteString("source", origin.Source.Word());
        json.WritePropertyName("as_of");
        CrateJson.WriteTime(json, origin.AsOf);
        json.WriteEndObject();
    }

    private void WriteRoots(Utf8JsonWriter json, RegistrySnapshot snapshot)
    {
        json.WriteStartArray("roots");
        foreach (var root in roots.Paths)
        {
            json.WriteStartObject();
            json.WriteString("path", root);
            json.WriteString("state", StateOf(snapshot.FolderIssues.GetValueOrDefault(root)?.Code));
            json.WriteNumber("crates", snapshot.ByPath.Values.Count(crate => crate.Root == root));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteHeldRemovals(Utf8JsonWriter json, HeldRemovals? removals)
    {
        json.WriteNumber("held_removals", removals?.Count ?? 0);
        json.WritePropertyName("next_removal_due");
        CrateJson.WriteTime(json, removals?.NextDue);
    }

    private void WriteWatch(Utf8JsonWriter json, FolderWatch? watch)
    {
        if (watch is null)
        {
            json.WriteNull("watch");
            return;
        }

        json.WriteStartObject("watch");
        json.WriteString("state", watch.State.Word());
        json.WritePropertyName("since");
        CrateJson.WriteTime(json, watch.History.Since);
        json.WriteNumber("watched", watch.Watched);
        json.WriteNumber("unwatched", watch.Unwatched);
        json.WriteNumber("budget", watch.Budget);
        json.WriteNumber("kernel_limit", watch.KernelLimit);
        json.WriteNumber("overflows", watch.Overflows);
        json.WriteNumber("not_live_seconds", Math.Round(watch.History.NotLive.TotalSeconds, 3));
        json.WriteNumber("poll_interval_seconds", options.Value.PollInterval.TotalSeconds);
        json.WriteNumber("rescan_interval_seconds", options.Value.RescanInterval.TotalSeconds);
        json.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter json, string name, ScanRun? run)
    {
        if (run is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("scan_id", run.Id);
        json.WriteString("reason", run.Reason.Word());
        json.WritePropertyName("started_at");
        CrateJson.WriteTime(json, run.StartedAt);
        json.WriteNumber("folders", run.Counters.Folders);
        json.WriteNumber("files", run.Counters.Files);
        json.WriteNumber("manifests", run.Counters.Manifests);
        json.WriteNumber("read", run.Counters.Read);
        json.WriteNumber("unchanged", run.Counters.Unchanged);
        if (run.Outcome is { } outcome)
        {
            json.WriteString("outcome", outcome.Word());
            json.WritePropertyName("finished_at");
            CrateJson.WriteTime(json, run.FinishedAt);
            json.WriteNumber("duration_ms", Math.Round(run.Duration.TotalMilliseconds, 3));
            json.WriteNumber("changed", run.Changed);
            json.WriteNumber("issues", run.Issues);
        }

        json.WriteEndObject();
    }

    private static string StateOf(string? code) => code switch
    {
        IssueCodes.RootMissing => "missing",
        IssueCodes.RootNotAFolder => "not_a_folder",
        IssueCodes.RootUnreadable or IssueCodes.FolderUnreadable => "unreadable",
        _ => "ok",
    };
}
