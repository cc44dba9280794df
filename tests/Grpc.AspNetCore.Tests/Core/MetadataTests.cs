using Grpc.Core;
using Grpc.Protocol;

namespace Grpc.AspNetCore.Tests.Core;

public sealed class MetadataTests
{
    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData(":path")]
    [InlineData("ümlaut")]
    [InlineData("new\nline")]
    public void A_key_outside_of_the_alphabet_is_refused(string key) =>
        Should.Throw<ArgumentException>(() => new Metadata { { key, "value" } });

    [Fact]
    public void Text_and_bytes_have_their_own_kind_of_key()
    {
        Should.Throw<ArgumentException>(() => new Metadata { { "key-bin", "text" } }).Message.ShouldContain("-bin");
        Should.Throw<ArgumentException>(() => new Metadata { { "key", [1] } }).Message.ShouldContain("-bin");
    }

    [Fact]
    public void Keys_are_lower_case_and_found_in_any_case()
    {
        var metadata = new Metadata { { "X-Key", "1" }, { "x-key", "2" }, { "X-Raw-Bin", [7] } };
        metadata[0].Key.ShouldBe("x-key");
        metadata.GetValue("X-KEY").ShouldBe("2");
        metadata.GetAll("x-key").Count().ShouldBe(2);
        metadata.GetValueBytes("x-raw-bin").ShouldBe([7]);
        metadata.GetValue("absent").ShouldBeNull();
        Should.Throw<InvalidOperationException>(() => metadata.GetValue("x-raw-bin"));
    }

    [Fact]
    public void The_bytes_of_an_entry_cannot_be_changed_from_outside()
    {
        byte[] given = [1, 2];
        var entry = new Metadata.Entry("k-bin", given);
        given[0] = 9;
        entry.ValueBytes[1] = 9;
        entry.ValueBytes.ShouldBe([1, 2]);
    }

    [Fact]
    public void The_empty_metadata_stays_empty() => Should.Throw<InvalidOperationException>(() => Metadata.Empty.Add("key", "value"));

    [Theory]
    [InlineData("AQID")]
    [InlineData("AQ")]
    [InlineData("AQ==")]
    [InlineData("AQ,Ag==, AwQ")]
    public void Bytes_are_read_with_and_without_padding_and_from_lists(string value)
    {
        var metadata = new Metadata();
        WireMetadata.Add(metadata, "x-bin", value);
        metadata.Count.ShouldBe(value.Split(',').Length);
        metadata[0].ValueBytes[0].ShouldBe((byte)1);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("!!!!")]
    public void Bytes_that_are_no_base64_name_their_header(string value) =>
        Should.Throw<FormatException>(() => WireMetadata.Add([], "x-bin", value)).Message.ShouldContain("x-bin");

    [Fact]
    public void Headers_of_the_protocol_are_no_metadata()
    {
        var metadata = new Metadata();
        foreach (var name in new[] { "grpc-status", "grpc-timeout", "content-type", "te", ":path", "bad name" })
        {
            WireMetadata.Add(metadata, name, "value");
        }

        metadata.ShouldBeEmpty();
    }
}
