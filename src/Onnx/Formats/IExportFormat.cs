using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;

namespace Slimfront.Onnx.Formats;

/// <summary>A form in which a model leaves for a device or another program.</summary>
public interface IExportFormat
{
    /// <summary>The name of the file.</summary>
    string FileName { get; }

    /// <summary>Writes the model's file.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <param name="request">What is exported, and for what.</param>
    ExportedModel Write(string path, ExportRequest request);
}

/// <summary>What is exported, and for what.</summary>
/// <param name="Model">The finished model.</param>
/// <param name="Data">What it was made for; asked for where a model has to be calibrated or checked.</param>
/// <param name="Target">The processors that will run it.</param>
/// <param name="Seed">Where the choice of calibration examples comes from.</param>
/// <param name="Metadata">What is written beside the network.</param>
public sealed record ExportRequest(
    Model Model,
    Func<DeviceData> Data,
    ExportTarget Target,
    ulong Seed,
    ImmutableSortedDictionary<string, string> Metadata
);

/// <summary>The processors that will run an exported model.</summary>
public enum ExportTarget
{
    /// <summary>Whatever there is: nothing is assumed.</summary>
    Any,

    /// <summary>x64 with AVX2 and without VNNI: two products of 8 bits are added in 16.</summary>
    Avx2,

    /// <summary>x64 with VNNI (AVX-512 VNNI, AVX-VNNI): sums of 32 bits.</summary>
    Vnni,

    /// <summary>Arm with NEON: sums of 32 bits.</summary>
    Arm,
}

/// <summary>A model as it was exported.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Network">The network that the file computes; null where no runtime runs it.</param>
/// <param name="Notes">What a user should know of it: a sentence each.</param>
public sealed record ExportedModel(string Path, Model? Network, ImmutableArray<string> Notes);
