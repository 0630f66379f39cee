using System.Reflection;
using System.Runtime.CompilerServices;
using Slimfront.Actors.Protocol;
using Slimfront.Engine.Native;
using Slimfront.Onnx.Formats;
using Slimfront.Reports;
using Slimfront.Search.Studies;

namespace Slimfront.Contracts.Tests;

public sealed class DependencyTests
{
    private static readonly Assembly Search = typeof(Study).Assembly;
    private static readonly Assembly Engine = typeof(NativeTorch).Assembly;
    private static readonly Assembly Actors = typeof(IWire).Assembly;
    private static readonly Assembly Reports = typeof(IReportFormat).Assembly;

    [Test]
    public void Search_is_pure() =>
        Assert.That(
            References(Search).Where(n => !n.StartsWith("System", StringComparison.Ordinal)),
            Is.SubsetOf(new[] { "MathNet.Numerics" })
        );

    [Test]
    public void Engine_never_sees_akka() => Assert.That(References(Engine), Has.None.StartsWith("Akka"));

    [Test]
    public void Actors_never_see_torchsharp() =>
        Assert.That(References(Actors), Has.None.StartsWith("TorchSharp"));

    [Test]
    public void Engine_actors_and_reports_know_search_only()
    {
        foreach (var assembly in (Assembly[])[Engine, Actors, Reports])
            Assert.That(
                References(assembly).Where(n => n.StartsWith("Slimfront", StringComparison.Ordinal)),
                Is.EqualTo(new[] { "Slimfront.Search" }),
                assembly.GetName().Name
            );
    }

    [Test]
    public void Onnx_sees_the_engine_alone_and_the_engine_sees_no_runtime()
    {
        Assert.That(
            References(typeof(IExportFormat).Assembly)
                .Where(n => n.StartsWith("Slimfront", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { "Slimfront.Engine", "Slimfront.Search" })
        );
        Assert.That(
            References(Engine),
            Has.None.StartsWith("Microsoft.ML").And.None.StartsWith("Google.Protobuf")
        );
    }

    // Dispose scopes are bound to a thread: a tensor made after an await would outlive its scope.
    [Test]
    public void No_method_of_the_engine_awaits() =>
        Assert.That(
            Engine
                .GetTypes()
                .SelectMany(t => t.GetMethods(BindingFlags.DeclaredOnly | (BindingFlags)60))
                .Where(m => m.GetCustomAttribute<AsyncStateMachineAttribute>() is not null)
                .Select(m => $"{m.DeclaringType}.{m.Name}"),
            Is.Empty
        );

    private static IEnumerable<string> References(Assembly assembly) =>
        assembly.GetReferencedAssemblies().Select(n => n.Name!);
}
