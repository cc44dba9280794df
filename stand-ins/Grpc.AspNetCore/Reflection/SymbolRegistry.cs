using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Protobuf files by name, by the symbols they define and by the extensions they declare. Immutable.</summary>
public class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _byExtension = [];

    private SymbolRegistry()
    {
    }

    /// <summary>A registry of these files and all that they import.</summary>
    public static SymbolRegistry FromFiles(IEnumerable<FileDescriptor> fileDescriptors)
    {
        ArgumentNullException.ThrowIfNull(fileDescriptors);
        var registry = new SymbolRegistry();
        foreach (var file in fileDescriptors)
        {
            registry.Add(file);
        }

        return registry;
    }

    /// <summary>The file of that name, or null.</summary>
    public FileDescriptor? FileByName(string filename) => _byName.GetValueOrDefault(filename);

    /// <summary>The file that defines a message, enum, service, method, field or extension of that full name, or null.</summary>
    public FileDescriptor? FileContainingSymbol(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>The file that declares an extension of a message, or null.</summary>
    public FileDescriptor? FileContainingExtension(string containingType, int number) => _byExtension.GetValueOrDefault((containingType, number));

    /// <summary>The numbers of a message's known extensions; null when no such message is known.</summary>
    public IReadOnlyList<int>? ExtensionNumbersOf(string type) =>
        _bySymbol.ContainsKey(type) ? [.. _byExtension.Keys.Where(key => key.Type == type).Select(key => key.Number).Order()] : null;

    private void Add(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var dependency in file.Dependencies)
        {
            Add(dependency);
        }

        foreach (var service in file.Services)
        {
            Define(service);
            Define(service.Methods);
        }

        Define(file.EnumTypes);
        AddExtensions(file.Extensions.UnorderedExtensions);
        foreach (var message in file.MessageTypes)
        {
            AddMessage(message);
        }
    }

    private void AddMessage(MessageDescriptor message)
    {
        Define(message);
        Define(message.Fields.InDeclarationOrder());
        Define(message.Oneofs);
        Define(message.EnumTypes);
        AddExtensions(message.Extensions.UnorderedExtensions);
        foreach (var nested in message.NestedTypes)
        {
            AddMessage(nested);
        }
    }

    private void AddExtensions(IEnumerable<FieldDescriptor> extensions)
    {
        foreach (var extension in extensions)
        {
            Define(extension);
            _byExtension.TryAdd((extension.ExtendeeType.FullName, extension.FieldNumber), extension.File);
        }
    }

    private void Define(IEnumerable<IDescriptor> descriptors)
    {
        foreach (var descriptor in descriptors)
        {
            Define(descriptor);
        }
    }

    private void Define(IDescriptor descriptor) => _bySymbol.TryAdd(descriptor.FullName, descriptor.File);
}
