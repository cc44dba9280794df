using Ctas7.CrateDiscovery.Api;
using Microsoft.Extensions.Primitives;

namespace Ctas7.CrateDiscovery.Tests.Api;

public sealed class AcceptedCodingTests
{
    [Theory]
    [InlineData("", "Identity")]
    [InlineData("gzip", "Gzip")]
    [InlineData("GZIP", "Gzip")]
    [InlineData("x-gzip", "Gzip")]
    [InlineData("gzip, deflate, br, zstd", "Brotli")]
    [InlineData("deflate", "Identity")]
    [InlineData("gzip;q=1.0, br;q=0.5", "Gzip")]
    [InlineData("gzip;q=0.5, br;q=0.5", "Brotli")]
    [InlineData("br;q=0, gzip;q=0.001", "Gzip")]
    [InlineData("identity;q=1, br;q=0.5", "Identity")]
    [InlineData("identity;q=0.5, br;q=0.5", "Brotli")]
    [InlineData("*", "Brotli")]
    [InlineData("*;q=0", "Identity")]
    [InlineData("br;q=0, *;q=0.5", "Gzip")]
    [InlineData("gzip;q=0, br;q=0", "Identity")]
    [InlineData("gzip;q=abc", "Identity")]
    [InlineData(";;;,,", "Identity")]
    public void The_heaviest_known_coding_is_taken(string header, string expected)
        => AcceptedCoding.Of(header.Length == 0 ? StringValues.Empty : header).ToString().ShouldBe(expected);

    [Fact]
    public void Several_header_lines_are_one_list()
        => AcceptedCoding.Of(new StringValues(["gzip", "br;q=0.1"])).ShouldBe(ContentCoding.Gzip);
}
