using Mono.Cecil;
using Slimfront.Actors.Protocol;
using Slimfront.Cli.Composing;
using Slimfront.Engine.Native;
using Slimfront.Onnx.Formats;
using Slimfront.Reports;
using Slimfront.Search.Studies;

namespace Slimfront.Contracts.Tests;

/// <summary>Namespaces stand above one another: what is below can be read, and tested, without what is above.</summary>
public sealed class NamespaceTests
{
    private static IEnumerable<string> Assemblies =>
        [
            typeof(Study).Assembly.Location,
            typeof(NativeTorch).Assembly.Location,
            typeof(IWire).Assembly.Location,
            typeof(IReportFormat).Assembly.Location,
            typeof(IExportFormat).Assembly.Location,
            typeof(Composition).Assembly.Location,
        ];

    [TestCaseSource(nameof(Assemblies))]
    public void No_two_namespaces_depend_on_each_other_in_a_circle(string assembly)
    {
        var graph = Dependencies(assembly);
        var circles = graph
            .Keys.Where(n => Reachable(graph, graph[n].Keys).Contains(n))
            .SelectMany(n =>
                graph[n]
                    .Where(d => Reachable(graph, [d.Key]).Contains(n))
                    .Select(d => $"{n} → {d.Key}: {d.Value}")
            );
        Assert.That(circles, Is.Empty);
    }

    [Test]
    public void A_circle_is_seen()
    {
        var graph = new Dictionary<string, Dictionary<string, string>>
        {
            ["a"] = new() { ["b"] = "" },
            ["b"] = new() { ["c"] = "" },
            ["c"] = new() { ["a"] = "" },
            ["d"] = new() { ["a"] = "" },
        };
        Assert.That(
            graph.Keys.Where(n => Reachable(graph, graph[n].Keys).Contains(n)),
            Is.EqualTo((string[])["a", "b", "c"])
        );
    }

    private static HashSet<string> Reachable(
        Dictionary<string, Dictionary<string, string>> graph,
        IEnumerable<string> from
    )
    {
        var (seen, ahead) = (new HashSet<string>(StringComparer.Ordinal), new Stack<string>(from));
        while (ahead.TryPop(out var next))
            if (seen.Add(next) && graph.TryGetValue(next, out var further))
                foreach (var name in further.Keys)
                    ahead.Push(name);
        return seen;
    }

    // Of each namespace those it depends on, each with an example: signatures and code, generic arguments included.
    private static Dictionary<string, Dictionary<string, string>> Dependencies(string path)
    {
        using var assembly = AssemblyDefinition.ReadAssembly(path);
        var own = assembly.MainModule.GetTypes().ToDictionary(t => t.FullName, StringComparer.Ordinal);
        var graph = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var type in own.Values.Where(t => Outermost(t).Namespace.Length > 0))
        foreach (var used in UsedBy(type).SelectMany(Parts).Where(t => own.ContainsKey(t.FullName)))
        {
            var (from, to) = (Outermost(type), Outermost(own[used.FullName]));
            if (from.Namespace == to.Namespace || to.Namespace.Length == 0)
                continue;
            if (!graph.TryGetValue(from.Namespace, out var uses))
                graph.Add(from.Namespace, uses = new(StringComparer.Ordinal));
            uses.TryAdd(to.Namespace, $"{from.Name} uses {to.Name}");
        }
        return graph;
    }

    private static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    private static IEnumerable<TypeReference?> UsedBy(TypeDefinition type) =>
        [
            type.BaseType,
            .. type.Interfaces.Select(i => (TypeReference?)i.InterfaceType),
            .. type.Fields.Select(f => f.FieldType),
            .. type.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType),
            .. type.Methods.SelectMany(UsedBy),
        ];

    private static IEnumerable<TypeReference?> UsedBy(MethodDefinition method)
    {
        var signature = Signature(method)
            .Concat(method.GenericParameters.SelectMany(p => p.Constraints).Select(c => c.ConstraintType));
        return method.HasBody
            ? signature
                .Concat(method.Body.Variables.Select(v => v.VariableType))
                .Concat(method.Body.ExceptionHandlers.Select(h => h.CatchType))
                .Concat(method.Body.Instructions.SelectMany(i => UsedBy(i.Operand)))
            : signature;
    }

    private static IEnumerable<TypeReference?> UsedBy(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            GenericInstanceMethod method =>
            [
                .. Signature(method),
                .. method.GenericArguments.Select(a => (TypeReference?)a),
            ],
            MethodReference method => Signature(method),
            _ => [],
        };

    private static IEnumerable<TypeReference?> Signature(MethodReference method) =>
        [method.DeclaringType, method.ReturnType, .. method.Parameters.Select(p => p.ParameterType)];

    // A list of arrays of a type uses that type.
    private static IEnumerable<TypeReference> Parts(TypeReference? type) =>
        type switch
        {
            null or GenericParameter => [],
            GenericInstanceType generic =>
            [
                .. generic.GenericArguments.SelectMany(Parts),
                .. Parts(generic.ElementType),
            ],
            TypeSpecification wrapped => Parts(wrapped.ElementType),
            _ => [type],
        };
}
