using System.Text.Json;
using System.Text.Json.Serialization;
using Ctas7.ServiceDefaults.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Ctas7.ServiceDefaults.Tests.Json;

public sealed partial class Ctas7JsonTests
{
    private enum WatchState
    {
        Live,
        NotYetLive,
    }

    internal sealed record Thing(string LongName, DateTimeOffset At, IReadOnlyDictionary<string, int> Ports, string? Note = null);

    [JsonSerializable(typeof(Thing))]
    private sealed partial class ThingJson : JsonSerializerContext;

    private static readonly DateTimeOffset Time = new(2026, 1, 31, 10, 5, 0, TimeSpan.FromHours(2));

    [Fact]
    public void The_wire_has_snake_case_names_utc_milliseconds_and_keys_as_they_are()
    {
        var json = JsonSerializer.Serialize(new Thing("ü<", Time, new Dictionary<string, int> { ["HttpPort"] = 1 }), Ctas7Json.Options);
        json.ShouldBe("""{"long_name":"ü<","at":"2026-01-31T08:05:00.000Z","ports":{"HttpPort":1},"note":null}""");
    }

    [Fact]
    public void A_generated_context_writes_the_same()
    {
        var thing = new Thing("a", Time, new Dictionary<string, int> { ["HttpPort"] = 1 });
        JsonSerializer.Serialize(thing, Ctas7Json.With(ThingJson.Default)).ShouldBe(JsonSerializer.Serialize(thing, Ctas7Json.Options));
    }

    [Fact]
    public void Enums_are_words_and_numbers_are_refused()
    {
        JsonSerializer.Serialize(WatchState.NotYetLive, Ctas7Json.Options).ShouldBe("\"not_yet_live\"");
        JsonSerializer.Deserialize<WatchState>("\"not_yet_live\"", Ctas7Json.Options).ShouldBe(WatchState.NotYetLive);
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<WatchState>("1", Ctas7Json.Options));
    }

    [Theory]
    [InlineData("""{"long_name":"a","ports":{}}""")]
    [InlineData("""{"long_name":null,"at":"2026-01-31T08:05:00Z","ports":{}}""")]
    [InlineData("""{"long_name":"a","long_name":"b","at":"2026-01-31T08:05:00Z","ports":{}}""")]
    [InlineData("""{"long_name":"a","at":"2026-01-31T08:05:00Z","ports":{"a":"1"}}""")]
    [InlineData("""{"long_name":"a","at":"2026-01-31T08:05:00","ports":{}}""")]
    [InlineData("""{"long_name":"a","at":"2026-01-31","ports":{}}""")]
    [InlineData("""{"long_name":"a","at":"yesterday","ports":{}}""")]
    [InlineData("""{"long_name":"a","at":"","ports":{}}""")]
    [InlineData("""{"long_name":"a","at":7,"ports":{}}""")]
    public void What_is_not_meant_is_refused(string json) => Should.Throw<JsonException>(() => JsonSerializer.Deserialize<Thing>(json, Ctas7Json.Options));

    [Theory]
    [InlineData("2026-01-31T08:05:00Z")]
    [InlineData("2026-01-31T10:05:00.000+02:00")]
    [InlineData("2026-01-31T03:05:00-05:00")]
    public void Any_offset_is_understood(string time) => JsonSerializer.Deserialize<DateTimeOffset>($"\"{time}\"", Ctas7Json.Options).ShouldBe(Time);

    [Fact]
    public void Any_time_comes_back_to_the_millisecond() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(ArbMap.Default.ArbFor<DateTimeOffset>(), time =>
        {
            var back = JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(time, Ctas7Json.Options), Ctas7Json.Options);
            return back.ToUnixTimeMilliseconds() == time.ToUnixTimeMilliseconds() && back.Offset == TimeSpan.Zero;
        }));
}
