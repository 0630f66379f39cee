using System.Reflection;
using System.Reflection.Emit;
using Slimfront.Engine.Networks;
using TorchSharp;

namespace Slimfront.Engine.Tests.Native;

/// <summary>The engine never hands native code a number that a collection may take away: see <see cref="Engine.Native.Scalars"/>.</summary>
public sealed class ScalarLifetimeTests
{
    private const BindingFlags Everything =
        BindingFlags.Public
        | BindingFlags.NonPublic
        | BindingFlags.Static
        | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    private static readonly Assembly Torch = typeof(Scalar).Assembly;

    [Test]
    public void No_method_makes_numbers_or_calls_one_of_TorchSharp_that_does()
    {
        var makers = Makers();
        Assert.That(makers.Select(m => m.Name), Does.Contain("op_Addition"), "x + y makes a number inside");
        var found = Methods(typeof(Network).Assembly)
            .Where(m => m.DeclaringType != typeof(Engine.Native.Scalars))
            .SelectMany(m => Calls(m).Where(c => Makes(c) || makers.Contains(c)).Select(c => (m, c)))
            .Select(p =>
                $"{p.m.DeclaringType}.{p.m.Name} calls {p.c.Name}({string.Join(", ", p.c.GetParameters().Select(a => a.ParameterType.Name))})"
            );
        Assert.That(found, Is.Empty);
    }

    // All of TorchSharp that makes a number on the way, however deep.
    private static HashSet<MethodBase> Makers()
    {
        var callers = Methods(Torch)
            .SelectMany(m =>
                Calls(m).Where(c => c.Module.Assembly == Torch).Select(c => (Caller: m, Callee: c))
            )
            .ToLookup(p => p.Callee, p => p.Caller);
        var makers = new HashSet<MethodBase>();
        var next = new Queue<MethodBase>(callers.Where(c => Makes(c.Key)).Select(c => c.Key));
        while (next.TryDequeue(out var callee))
            foreach (var caller in callers[callee].Where(c => !Makes(c) && makers.Add(c)))
                next.Enqueue(caller);
        return makers;
    }

    private static bool Makes(MethodBase method) =>
        (method.DeclaringType == typeof(Scalar) && method.Name == "op_Implicit")
        || (
            method.DeclaringType == typeof(ScalarExtensionMethods)
            && method is MethodInfo { ReturnType: var type }
            && type == typeof(Scalar)
        );

    private static IEnumerable<MethodBase> Methods(Assembly assembly) =>
        assembly.GetTypes().SelectMany(t => t.GetMembers(Everything).OfType<MethodBase>());

    private static IEnumerable<MethodBase> Calls(MethodBase method)
    {
        var code = method.GetMethodBody()?.GetILAsByteArray() ?? [];
        for (var i = 0; i < code.Length; )
        {
            var isLong = code[i] == 0xFE;
            var operation = Operations[isLong ? 0xFE00 | code[i + 1] : code[i]];
            i += isLong ? 2 : 1;
            if (
                operation.OperandType == OperandType.InlineMethod
                && Called(method, BitConverter.ToInt32(code, i)) is { } called
            )
                yield return called;
            i += operation.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar =>
                    1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, i)),
                _ => 4,
            };
        }
    }

    private static readonly Dictionary<int, OpCode> Operations = typeof(OpCodes)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!)
        .ToDictionary(c => (int)(ushort)c.Value);

    private static MethodBase? Called(MethodBase caller, int token) =>
        caller.Module.ResolveMethod(
            token,
            caller.DeclaringType?.GetGenericArguments(),
            caller.IsGenericMethod ? caller.GetGenericArguments() : null
        )
            is { } called
            ? called.IsGenericMethod && called is MethodInfo method
                ? method.GetGenericMethodDefinition()
                : called
            : null;
}
