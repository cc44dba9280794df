using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;

namespace Grpc.Reflection;

/// <summary><c>grpc.reflection.v1.ServerReflection</c> over a set of services.</summary>
public class ReflectionV1ServiceImpl : ServerReflection.ServerReflectionBase
{
    private readonly IReadOnlyList<string> _services;
    private readonly SymbolRegistry _symbols;

    /// <summary>Describes these services.</summary>
    public ReflectionV1ServiceImpl(IEnumerable<string> services, SymbolRegistry symbolRegistry)
    {
        _services = [.. services.Order(StringComparer.Ordinal)];
        _symbols = symbolRegistry;
    }

    /// <summary>Describes these services and what their files import.</summary>
    public ReflectionV1ServiceImpl(IEnumerable<ServiceDescriptor> serviceDescriptors)
        : this([.. serviceDescriptors])
    {
    }

    /// <summary>Describes these services and what their files import.</summary>
    public ReflectionV1ServiceImpl(params ServiceDescriptor[] serviceDescriptors)
        : this(serviceDescriptors.Select(service => service.FullName), SymbolRegistry.FromFiles(serviceDescriptors.Select(service => service.File)))
    {
    }

    /// <inheritdoc/>
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            await responseStream.WriteAsync(Answer(request), context.CancellationToken);
        }
    }

    internal ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                return WithFile(response, _symbols.FileByName(request.FileByFilename), $"The file '{request.FileByFilename}'");
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                return WithFile(response, _symbols.FileContainingSymbol(request.FileContainingSymbol), $"The symbol '{request.FileContainingSymbol}'");
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var (type, number) = (request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber);
                return WithFile(response, _symbols.FileContainingExtension(type, number), $"The extension {number} of '{type}'");
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                return WithExtensions(response, request.AllExtensionNumbersOfType);
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new() { Service = { _services.Select(name => new ServiceResponse { Name = name }) } };
                return response;
            default:
                return WithError(response, StatusCode.InvalidArgument, "The request asks for nothing.");
        }
    }

    private static ServerReflectionResponse WithFile(ServerReflectionResponse response, FileDescriptor? file, string what)
    {
        if (file is null)
        {
            return WithError(response, StatusCode.NotFound, $"{what} is not known here.");
        }

        var files = new FileDescriptorResponse();
        Add(files, file, []);
        response.FileDescriptorResponse = files;
        return response;
    }

    private static void Add(FileDescriptorResponse files, FileDescriptor file, HashSet<string> seen)
    {
        if (seen.Add(file.Name))
        {
            files.FileDescriptorProto.Add(file.SerializedData);
            foreach (var dependency in file.Dependencies)
            {
                Add(files, dependency, seen);
            }
        }
    }

    private static ServerReflectionResponse WithError(ServerReflectionResponse response, StatusCode code, string message)
    {
        response.ErrorResponse = new() { ErrorCode = (int)code, ErrorMessage = message };
        return response;
    }

    private ServerReflectionResponse WithExtensions(ServerReflectionResponse response, string type)
    {
        if (_symbols.ExtensionNumbersOf(type) is not { } numbers)
        {
            return WithError(response, StatusCode.NotFound, $"The type '{type}' is not known here.");
        }

        response.AllExtensionNumbersResponse = new() { BaseTypeName = type, ExtensionNumber = { numbers } };
        return response;
    }
}
