using System.Reflection;
using AtlassianAudit.Collector.Collecting;
using AtlassianAudit.Contracts;
using AtlassianAudit.Host.Security;

namespace AtlassianAudit.Tests.Upgrades;

/// <summary>Every name and number that is sent or stored, one a line: what <c>wire.txt</c> is compared with.</summary>
internal static class WireSurface
{
    private static readonly Assembly[] Assemblies = [typeof(GrainStorage).Assembly, typeof(CursorState).Assembly, typeof(AccessState).Assembly];

    /// <summary>What is sent or stored.</summary>
    public static IReadOnlyList<Type> Records { get; } = [.. Defined(type => type.IsDefined(typeof(GenerateSerializerAttribute)))];

    /// <summary>The interfaces through which grains are called.</summary>
    public static IReadOnlyList<Type> Interfaces { get; } = [.. Defined(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];

    /// <summary>The grains themselves: their type's name is part of each stored key.</summary>
    public static IReadOnlyList<Type> Grains { get; } = [.. Defined(type => type.IsAssignableTo(typeof(Grain)))];

    public static IEnumerable<string> Lines =>
    [
        .. Grains.SelectMany(Grain),
        .. Interfaces.SelectMany(Interface),
        .. Records.SelectMany(Record),
        .. Records.SelectMany(record => MembersOf(record).Select(member => member.PropertyType))
            .Concat(Interfaces.SelectMany(grain => grain.GetMethods()).SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType)))
            .SelectMany(WithArguments).Where(type => type.IsEnum).Distinct().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Enumeration),
    ];

    public static IEnumerable<PropertyInfo> MembersOf(Type record) =>
        record.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly).Where(property => property.IsDefined(typeof(IdAttribute)));

    public static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    public static uint NumberOf(PropertyInfo member) => member.GetCustomAttribute<IdAttribute>()!.Id;

    public static string? TypeOf(Type grain) => grain.GetCustomAttribute<GrainTypeAttribute>() is { } attribute ? attribute.GetGrainType(null!, grain).ToString() : null;

    private static IEnumerable<string> Grain(Type grain) => grain.GetConstructors().Single().GetParameters()
        .Select(parameter => (State: parameter.GetCustomAttribute<PersistentStateAttribute>(), parameter.ParameterType))
        .Where(parameter => parameter.State is not null)
        .Select(parameter => $"  state {parameter.State!.StateName} in {parameter.State.StorageName}: {Name(parameter.ParameterType.GenericTypeArguments[0])}")
        .Order(StringComparer.Ordinal)
        .Concat(grain.GetFields(BindingFlags.NonPublic | BindingFlags.Static).Where(field => field.IsLiteral && field.Name.EndsWith("Reminder", StringComparison.Ordinal)).Select(field => $"  reminder {field.GetRawConstantValue()}"))
        .Prepend($"grain {TypeOf(grain)}");

    private static IEnumerable<string> Interface(Type grain) => grain.GetMethods()
        .OrderBy(AliasOf, StringComparer.Ordinal)
        .Select(method => $"  {AliasOf(method)}({string.Join(", ", method.GetParameters().Select(parameter => Name(parameter.ParameterType)))}): {Name(method.ReturnType.GenericTypeArguments.SingleOrDefault() ?? typeof(void))}")
        .Prepend($"interface {AliasOf(grain)}, key {(grain.IsAssignableTo(typeof(IGrainWithStringKey)) ? "string" : "integer")}");

    private static IEnumerable<string> Record(Type record) => MembersOf(record)
        .OrderBy(NumberOf)
        .Select(member => $"  {NumberOf(member)} {member.Name}: {Name(member.PropertyType)}")
        .Prepend($"record {Name(record)}{(record.BaseType == typeof(object) ? "" : $", after {Name(record.BaseType!)}")}");

    private static IEnumerable<string> Enumeration(Type type) => type.GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => $"  {Convert.ToInt64(field.GetRawConstantValue(), provider: null)} {field.Name}")
        .Prepend($"enumeration {type.FullName}, as {Name(Enum.GetUnderlyingType(type))}");

    private static IEnumerable<Type> WithArguments(Type type) => type.GenericTypeArguments.SelectMany(WithArguments).Prepend(type);

    private static string Name(Type type)
    {
        var name = AliasOf(type)?.Split('`')[0] ?? (type.IsEnum ? type.FullName! : type.Name.Split('`')[0]);
        return Nullable.GetUnderlyingType(type) is { } value ? $"{Name(value)}?" : type.IsGenericType ? $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static IEnumerable<Type> Defined(Func<Type, bool> wanted) => Assemblies
        .SelectMany(assembly => assembly.GetTypes())
        .Where(type => wanted(type) && !type.FullName!.StartsWith("OrleansCodeGen.", StringComparison.Ordinal))
        .OrderBy(type => AliasOf(type) ?? TypeOf(type) ?? type.FullName, StringComparer.Ordinal);
}
