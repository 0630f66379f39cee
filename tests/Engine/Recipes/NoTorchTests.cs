using System.Reflection;
using System.Runtime.Loader;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Recipes;

/// <summary>The coordinator plans where there may be no libtorch.</summary>
public sealed class NoTorchTests
{
    [Test]
    public void Planning_asks_for_no_native_library_of_torch() =>
        Assert.That(() => Isolated(nameof(PlanMuch)), Throws.Nothing);

    [Test]
    public void The_check_above_would_notice() =>
        Assert.That(
            () => Isolated(nameof(MakeTensor)),
            Throws.InnerException.Message.Contains("was asked for")
        );

    public static void PlanMuch()
    {
        var spec = Studies.Planner.Resolve(Studies.Images);
        var space = Studies.Planner.Space(spec);
        var accepted = 0;
        for (ulong seed = 0; seed < 200; seed++)
            accepted += Studies.Planner.Plan(spec, space.Draw(new Pcg(seed))) is Plan.Accepted ? 1 : 0;
        if (accepted < 100)
            throw new InvalidOperationException($"Only {accepted} of 200 configurations were planned.");
        Studies.Planner.Teacher(spec);
    }

    public static void MakeTensor() => ones(1).Dispose();

    // This assembly and the engine once more, in a context that holds no libtorch and lets none be loaded.
    private static void Isolated(string method)
    {
        var context = new WithoutTorch();
        var copy = context.LoadFromAssemblyPath(typeof(NoTorchTests).Assembly.Location);
        copy.GetType(typeof(NoTorchTests).FullName!)!
            .GetMethod(method, BindingFlags.Public | BindingFlags.Static)!
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [], null);
    }

    private sealed class WithoutTorch() : AssemblyLoadContext(nameof(WithoutTorch))
    {
        protected override Assembly? Load(AssemblyName assemblyName)
        {
            var path = Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll");
            var isOurs =
                assemblyName.Name is { } name
                && (name.StartsWith("Slimfront", StringComparison.Ordinal) || name == "TorchSharp");
            return isOurs ? LoadFromAssemblyPath(path) : null;
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
            unmanagedDllName.Contains("torch", StringComparison.OrdinalIgnoreCase)
                ? throw new InvalidOperationException($"'{unmanagedDllName}' was asked for.")
                : 0;
    }
}
