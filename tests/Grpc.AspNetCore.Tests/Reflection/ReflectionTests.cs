using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Tests.Hosts;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Tests.Reflection;

public sealed class ReflectionTests : IAsyncLifetime
{
    private EchoServer _server = null!;
    private GrpcChannel _channel = null!;

    public async Task InitializeAsync()
    {
        _server = await EchoServer.StartAsync(services: services => services.AddGrpcReflection(), map: app => app.MapGrpcReflectionService());
        _channel = GrpcChannel.ForAddress(_server.Address);
    }

    public async Task DisposeAsync()
    {
        _channel.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_mapped_service_is_listed_under_both_versions()
    {
        var answer = await AskAsync(new ServerReflectionRequest { ListServices = "*" });
        answer.ListServicesResponse.Service.Select(service => service.Name).ShouldBe(
            ["ctas7.grpc.test.v1.Echo", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"]);

        using var older = new Grpc.Reflection.V1Alpha.ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await older.RequestStream.WriteAsync(new Grpc.Reflection.V1Alpha.ServerReflectionRequest { ListServices = "*" });
        (await older.ResponseStream.MoveNext()).ShouldBeTrue();
        older.ResponseStream.Current.ListServicesResponse.Service.Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("ctas7.grpc.test.v1.Echo")]
    [InlineData("ctas7.grpc.test.v1.Echo.Unary")]
    [InlineData("ctas7.grpc.test.v1.EchoReply")]
    [InlineData("ctas7.grpc.test.v1.EchoReply.index")]
    public async Task A_symbol_leads_to_its_file(string symbol)
    {
        var answer = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });
        var file = FileDescriptorProto.Parser.ParseFrom(answer.FileDescriptorResponse.FileDescriptorProto[0]);
        file.Package.ShouldBe("ctas7.grpc.test.v1");
        file.Service.Single().Method.Count.ShouldBe(4);

        var byName = await AskAsync(new ServerReflectionRequest { FileByFilename = file.Name });
        byName.FileDescriptorResponse.ShouldBe(answer.FileDescriptorResponse);
    }

    [Fact]
    public async Task What_is_not_known_is_an_error_in_the_answer()
    {
        (await AskAsync(new ServerReflectionRequest { FileContainingSymbol = "no.Such" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(new ServerReflectionRequest { FileByFilename = "no.proto" })).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.NotFound);
        (await AskAsync(new ServerReflectionRequest())).ErrorResponse.ErrorCode.ShouldBe((int)StatusCode.InvalidArgument);
        (await AskAsync(new ServerReflectionRequest { AllExtensionNumbersOfType = "ctas7.grpc.test.v1.EchoReply" }))
            .AllExtensionNumbersResponse.ExtensionNumber.ShouldBeEmpty();
    }

    private async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest request)
    {
        using var call = new ServerReflection.ServerReflectionClient(_channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(request);
        (await call.ResponseStream.MoveNext()).ShouldBeTrue();
        await call.RequestStream.CompleteAsync();
        return call.ResponseStream.Current;
    }
}
