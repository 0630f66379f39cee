using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text;
using Slimfront.Actors.Nodes;
using TorchSharp;

namespace Slimfront.Cli.Runs;

/// <summary>What the bits of a slot's results, and the times it measures, depend on besides the stage, in a few words.</summary>
/// <remarks>
/// The numerical libraries choose their kernels by the processor's maker and instruction sets, split sums by the number of
/// threads, and change from version to version. An observation for reports, and no part of any key.
/// </remarks>
public static class MachineKind
{
    // By which the libraries are told to use less than the processor has.
    private static readonly string[] Overrides = ["ATEN_CPU_CAPABILITY", "ONEDNN_MAX_CPU_ISA", "MKL_CBWR"];

    private static readonly Lazy<Gpu[]> Found = new(Gpus.Find);

    /// <summary>"x64 GenuineIntel AVX-512 VNNI, 1 thread, cpu, TorchSharp 0.105.2".</summary>
    public static string Of(DeviceSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        string[] parts =
        [
            Processor(),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{slot.Threads} thread{(slot.Threads == 1 ? "" : "s")}"
            ),
            Device(slot.Device),
            Library(),
            .. Overrides
                .Select(name => (name, Value: Environment.GetEnvironmentVariable(name)))
                .Where(o => o.Value is { Length: > 0 })
                .Select(o => $"{o.name}={o.Value}"),
        ];
        return string.Join(", ", parts);
    }

    private static string Processor()
    {
        var kind = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        return X86Base.IsSupported ? $"{kind} {Maker()} {Instructions()}"
            : AdvSimd.IsSupported ? $"{kind} AdvSimd"
            : kind;
    }

    // The maker's twelve letters stand in EBX, EDX and ECX.
    private static string Maker()
    {
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        return string.Concat(
            ((int[])[b, d, c]).Select(r => Encoding.ASCII.GetString(BitConverter.GetBytes(r)))
        );
    }

    private static string Instructions() =>
        Avx512F.IsSupported ? "AVX-512" + (HasVnni() ? " VNNI" : "")
        : Avx2.IsSupported ? "AVX2" + (HasVnni() ? " VNNI" : "")
        : Avx.IsSupported ? "AVX"
        : "SSE";

    // No bit depends on it, but the time that whole numbers take: CPUID, leaf 7, AVX512_VNNI and AVX-VNNI.
    private static bool HasVnni()
    {
        const int avx512Vnni = 1 << 11;
        const int avxVnni = 1 << 4;
        return (X86Base.CpuId(7, 0).Ecx & avx512Vnni) != 0 || (X86Base.CpuId(7, 1).Eax & avxVnni) != 0;
    }

    // GPUs of one kind are alike, whatever their number.
    private static string Device(string device) =>
        device == "cpu" ? device
        : Found.Value.FirstOrDefault(g => $"cuda:{g.Index}" == device) is { } gpu ? $"cuda ({gpu.Name})"
        : "cuda";

    private static string Library()
    {
        var own = Environment.GetEnvironmentVariable("SLIMFRONT_LIBTORCH") is { Length: > 0 }
            ? " on a libtorch of its own"
            : "";
        return $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}{own}";
    }
}
