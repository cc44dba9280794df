using System.Buffers.Binary;
using System.Collections.Concurrent;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Ctas7.ServiceDefaults.Tests.Telemetry;

/// <summary>An OTLP/gRPC receiver on a free port that keeps what it gets (opentelemetry-proto 1.x, decoded by field numbers).</summary>
public sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    public string Endpoint => _app.Urls.First();

    public ConcurrentDictionary<string, Span> Spans { get; } = new();

    /// <summary>Names of metrics.</summary>
    public ConcurrentDictionary<string, bool> Metrics { get; } = new();

    /// <summary>Log bodies, with the trace id that they carry.</summary>
    public ConcurrentQueue<(string Body, string TraceId)> Logs { get; } = new();

    /// <summary>Values of the <c>x-otlp-api-key</c> header that came with exports.</summary>
    public ConcurrentDictionary<string, bool> ApiKeys { get; } = new();

    public ConcurrentDictionary<string, string> Resource { get; } = new();

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = new OtlpCollector(builder.Build());
        collector._app.Run(collector.ReceiveAsync);
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        ApiKeys[context.Request.Headers["x-otlp-api-key"].ToString()] = true;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var frame = body.ToArray();
        frame[0].ShouldBe((byte)0, "not compressed");
        BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1)).ShouldBe(frame.Length - 5);
        Keep(context.Request.Path.Value!, new Message(frame.AsMemory(5)));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Keep(string method, Message request)
    {
        foreach (var resource in request.Many(1))
        {
            foreach (var attribute in resource.Many(1).SelectMany(one => one.Many(1)))
            {
                Resource[attribute.Text(1)] = attribute.Many(2).Select(value => value.Text(1)).FirstOrDefault("");
            }

            foreach (var item in resource.Many(2).SelectMany(scope => scope.Many(2)))
            {
                switch (method)
                {
                    case "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                        var attributes = item.Many(9).ToDictionary(one => one.Text(1), one => one.Many(2).Select(value => value.Text(1)).FirstOrDefault(""));
                        Spans[item.Hex(2)] = new Span(item.Hex(1), item.Hex(2), item.Hex(4), item.Text(5), (int)item.Number(6), attributes);
                        break;
                    case "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                        Metrics[item.Text(1)] = true;
                        break;
                    case "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                        Logs.Enqueue((item.Many(5).Select(value => value.Text(1)).FirstOrDefault(""), item.Hex(9)));
                        break;
                }
            }
        }
    }

    /// <param name="Kind">2 server, 3 client, 4 producer, 5 consumer.</param>
    public sealed record Span(string TraceId, string SpanId, string ParentId, string Name, int Kind, IReadOnlyDictionary<string, string> Attributes);

    /// <summary>Fields of one protobuf message by number.</summary>
    private sealed class Message
    {
        private readonly List<(int Number, ByteString Bytes, ulong Value)> _fields = [];

        public Message(ReadOnlyMemory<byte> bytes)
        {
            var input = new CodedInputStream(bytes.ToArray());
            for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
            {
                _fields.Add((tag & 7) switch
                {
                    0 => ((int)(tag >> 3), ByteString.Empty, input.ReadUInt64()),
                    1 => ((int)(tag >> 3), ByteString.Empty, input.ReadFixed64()),
                    2 => ((int)(tag >> 3), input.ReadBytes(), 0),
                    5 => ((int)(tag >> 3), ByteString.Empty, input.ReadFixed32()),
                    _ => throw new InvalidDataException($"wire type {tag & 7}"),
                });
            }
        }

        public IEnumerable<Message> Many(int number) => _fields.Where(field => field.Number == number).Select(field => new Message(field.Bytes.Memory));

        public string Text(int number) => _fields.FirstOrDefault(field => field.Number == number).Bytes?.ToStringUtf8() ?? "";

        public string Hex(int number) => Convert.ToHexStringLower((_fields.FirstOrDefault(field => field.Number == number).Bytes ?? ByteString.Empty).Span);

        public ulong Number(int number) => _fields.FirstOrDefault(field => field.Number == number).Value;
    }
}
