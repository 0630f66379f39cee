using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Slimfront.Engine.Native;

/// <summary>Keeps oneDNN from instructions with which it computes wrong numbers.</summary>
/// <remarks>
/// On AMD's family 26 (Zen 5, tried: EPYC with AVX-512 and AVX-VNNI), oneDNN 3.7.1, which libtorch 2.10 carries, gives wrong values and gradients of convolutions with
/// few channels or on small maps, other ones each time, with AVX, AVX2 and AVX-512 alike; with SSE4.1 all are right. So oneDNN is told to
/// use no more, which costs a fifth to a third of a training's speed. It reads the variable when it is first used. Whoever sets the
/// variable decides.
/// </remarks>
internal static partial class SafeInstructions
{
    /// <summary>oneDNN's own environment variable.</summary>
    public const string Variable = "ONEDNN_MAX_CPU_ISA";

    private const string Safe = "SSE41";
    private const int FaultyFamily = 26;

    // "Auth", the first word of "AuthenticAMD".
    private const int Amd = 0x68747541;

    /// <summary>Sets the variable where it is needed and nobody did.</summary>
    public static void Choose()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not null || !X86Base.IsSupported)
            return;
        var (_, vendor, _, _) = X86Base.CpuId(0, 0);
        if (For(vendor, FamilyOf(X86Base.CpuId(1, 0).Eax)) is not { } level)
            return;
        Environment.SetEnvironmentVariable(Variable, level);
        // .NET keeps a copy of its own: native code on Unix sees only what the C library was told.
        if (!OperatingSystem.IsWindows())
            _ = SetNative(Variable, level, overwrite: 1);
    }

    /// <summary>The most that oneDNN may use on a processor; null for all there is.</summary>
    /// <param name="vendor">The first four letters of the vendor's name, the first in the lowest byte.</param>
    /// <param name="family">The processor's family, the extended one added.</param>
    public static string? For(int vendor, int family) =>
        vendor == Amd && family == FaultyFamily ? Safe : null;

    /// <summary>The family that CPUID leaf 1 tells in EAX.</summary>
    public static int FamilyOf(int signature)
    {
        var family = (signature >> 8) & 0xf;
        return family == 0xf ? family + ((signature >> 20) & 0xff) : family;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNative(string name, string value, int overwrite);
}
