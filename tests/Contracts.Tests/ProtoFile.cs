using System.Reflection;
using System.Text;
using Google.Protobuf.Reflection;

namespace Ctas7.Contracts.Tests;

/// <summary>A .proto file as the wire sees it, from its compiled descriptor: names, numbers, types, streaming; no comments, no layout.</summary>
public static class ProtoFile
{
    /// <summary>Every file of the contracts.</summary>
    public static IEnumerable<FileDescriptor> All => typeof(IBusEvent).Assembly.GetExportedTypes()
        .Select(type => type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static))
        .Where(property => property?.PropertyType == typeof(FileDescriptor))
        .Select(property => (FileDescriptor)property!.GetValue(null)!);

    public static string Describe(FileDescriptor file)
    {
        var text = new StringBuilder();
        text.Append("package ").AppendLine(file.Package);
        foreach (var service in file.Services)
        {
            text.AppendLine().Append("service ").AppendLine(service.FullName);
            foreach (var method in service.Methods)
            {
                text.Append("  ").Append(method.Name)
                    .Append('(').Append(method.IsClientStreaming ? "stream " : "").Append(method.InputType.FullName)
                    .Append(") returns (").Append(method.IsServerStreaming ? "stream " : "").Append(method.OutputType.FullName).AppendLine(")");
            }
        }

        foreach (var message in file.MessageTypes.SelectMany(WithNested))
        {
            Describe(text, message);
        }

        foreach (var values in file.EnumTypes.Concat(file.MessageTypes.SelectMany(WithNested).SelectMany(message => message.EnumTypes)))
        {
            text.AppendLine().Append("enum ").AppendLine(values.FullName);
            foreach (var value in values.Values)
            {
                text.Append("  ").Append(value.Name).Append(" = ").Append(value.Number).AppendLine();
            }
        }

        return text.ToString();
    }

    private static void Describe(StringBuilder text, MessageDescriptor message)
    {
        text.AppendLine().Append("message ").AppendLine(message.FullName);
        foreach (var field in message.Fields.InFieldNumberOrder())
        {
            text.Append("  ").Append(field.FieldNumber).Append(' ').Append(field.Name).Append(": ").Append(TypeOf(field));
            if (field.RealContainingOneof is { } oneof)
            {
                text.Append(" (one of ").Append(oneof.Name).Append(')');
            }

            text.AppendLine();
        }
    }

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.Where(nested => nested.GetOptions()?.MapEntry != true).SelectMany(WithNested).Prepend(message);

    private static string TypeOf(FieldDescriptor field) => field switch
    {
        { IsMap: true } => $"map<{TypeOf(field.MessageType.FindFieldByNumber(1))}, {TypeOf(field.MessageType.FindFieldByNumber(2))}>",
        { IsRepeated: true } => $"repeated {ScalarOf(field)}",
        { HasPresence: true, FieldType: not FieldType.Message, RealContainingOneof: null } => $"optional {ScalarOf(field)}",
        _ => ScalarOf(field),
    };

    private static string ScalarOf(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message or FieldType.Group => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        var scalar => scalar.ToString().ToLowerInvariant(),
    };
}
