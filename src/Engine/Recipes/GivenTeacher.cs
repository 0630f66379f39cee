using System.Collections.Immutable;
using System.Security.Cryptography;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Recipes;

/// <summary>The teacher that a study is given as a file instead of training it.</summary>
/// <remarks>Its identity is the hash of its packed form, whatever form the file has: the same network is the same teacher.</remarks>
internal static class GivenTeacher
{
    /// <summary>The setting that names the file.</summary>
    public const string Setting = "teacher.file";

    /// <summary>Reads a network and says what planning needs to know of it.</summary>
    /// <param name="given">The file as the study names it.</param>
    /// <param name="path">Where it is.</param>
    /// <param name="data">What it is to be good at.</param>
    /// <param name="seed">The study's.</param>
    /// <exception cref="UserErrorException">It is no model, or for other data.</exception>
    public static GivenNetwork Describe(string given, string path, DataSet data, ulong seed)
    {
        var model = Read(given, path);
        Check(given, model, data);
        var artifact = IdentityOf(model);
        var graph = new ByteWriter();
        GraphBinary.Write(graph, model.Graph);
        return new(Import.Plan(new(data.Fingerprint, seed), artifact).Key, artifact, [.. graph.ToArray()]);
    }

    /// <summary>Reads it, whatever form it has.</summary>
    /// <exception cref="UserErrorException">It is not there, or no model.</exception>
    public static Model Read(string given, string path)
    {
        if (!File.Exists(path))
            throw new UserErrorException(
                $"'{Setting}' is '{given}'; there is no such file.{LostPath.Hint(path)}"
            );
        try
        {
            return ModelFile.Read(path);
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException(
                $"'{Setting}' is '{given}', which is no model that can be read here (those of a run, packed or exported as safetensors): {e.Message}",
                e
            );
        }
    }

    /// <summary>The graph of a given network.</summary>
    public static ModelGraph GraphOf(GivenNetwork network) =>
        GraphBinary.Read(new ByteReader(network.Graph.AsMemory()));

    private static ArtifactId IdentityOf(Model model)
    {
        var folder = Directory.CreateTempSubdirectory("slimfront-");
        try
        {
            var file = Path.Combine(folder.FullName, "model");
            ModelFile.Write(file, model);
            using var stream = File.OpenRead(file);
            return new(Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Check(string given, Model model, DataSet data)
    {
        string Sides(string model, string data) =>
            $"'{Setting}' is '{given}', which {model}, but the data set {data}.";

        if (!model.Grids.IsEmpty || !model.Masks.IsEmpty)
            throw new UserErrorException(
                $"'{Setting}' is '{given}', which is {(model.Grids.IsEmpty ? "a ticket with missing weights" : "quantized")}; a teacher needs all of its numbers."
            );
        var outputs = data.Targets.Outputs;
        if (!model.Graph.Input.Dimensions.SequenceEqual(data.Shape) || model.Graph.Outputs != outputs)
            throw new UserErrorException(
                Sides(
                    $"answers {model.Graph.Outputs} numbers for inputs {model.Graph.Input}",
                    $"'{data.Name}' has {outputs} {data.Info.OutputPlural} for inputs {string.Join('×', data.Shape)}"
                )
            );
        if (!model.Normalisation.Equals(data.Normalisation))
            throw new UserErrorException(
                Sides(
                    $"was trained on inputs of mean {Numbers(model.Normalisation.Mean)} and deviation {Numbers(model.Normalisation.Deviation)}",
                    $"'{data.Name}' has {Numbers(data.Normalisation.Mean)} and {Numbers(data.Normalisation.Deviation)} in its training split"
                )
            );
    }

    private static string Numbers(ImmutableArray<float> values) =>
        string.Join(", ", values.Take(3).Select(v => $"{v:0.####}")) + (values.Length > 3 ? ", …" : "");
}
