using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Search;
using Slimfront.Search.Execution;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using static Slimfront.Engine.Data.Normalisation;

namespace Slimfront.Engine.Recipes;

/// <summary>The teacher that a study is given as a file instead of training it, and the data as it wants to see them.</summary>
/// <remarks>Its identity is the hash of its packed form, whatever form the file has: the same network is the same teacher.</remarks>
/// <param name="Data">The study's data, normalised as the network was trained with.</param>
/// <param name="Model">The network.</param>
internal sealed record GivenTeacher(DataSet Data, Model Model)
{
    /// <summary>The setting that names the file.</summary>
    public const string Setting = "teacher.file";

    /// <summary>The setting that says what becomes of its last layer.</summary>
    public const string Head = "teacher.head";

    /// <summary>What <see cref="Head"/> is where the last layer is made anew.</summary>
    public const string Replaced = "replace";

    /// <summary>Under which terms it is; goes into the cards of exported models.</summary>
    public static Setting Licence { get; } =
        new(
            "teacher.licence",
            Value.Of(""),
            new Parameter.Text("licence", IsPath: false),
            "The licence of the network of 'teacher.file', for the cards of exported models; not stated where it is empty."
        );

    /// <summary>What "data.normalisation" is from now on: what was open is settled.</summary>
    public string? Normalisation { get; private init; }

    /// <summary>What each of its answers stands for, where the data only number them; else empty.</summary>
    public ImmutableArray<string> Outputs { get; private init; } = [];

    /// <summary>What a study should know of it: that it has answers alone.</summary>
    public ImmutableArray<string> Warnings { get; private init; } = [];

    /// <summary>Reads a study's data and teacher.</summary>
    /// <param name="techniques">Know the forms of files.</param>
    /// <param name="settings">The study's, complete.</param>
    /// <param name="seed">The study's.</param>
    /// <exception cref="UserErrorException">It is no network that can be read, or one for other data.</exception>
    public static GivenTeacher Load(RecipeTechniques techniques, Configuration settings, ulong seed)
    {
        var (given, sources) = (settings.Text(Setting), techniques.Stages.Data);
        var path = sources.Folders.Find(given);
        if (!File.Exists(path))
            throw new UserErrorException(
                $"'{Setting}' is '{given}'; there is no such file.{LostPath.Hint(path)}"
            );
        var data = sources.Load(settings.Slice("data"));
        var brought = Read(given, path, new Shape(data.Shape), techniques);
        var teacher = Agreed(given, settings.Text(NormalisationChoice.Setting.Key), brought, data);
        if (settings.Text(Head) == Replaced)
            teacher = teacher with { Model = teacher.NewlyHeaded(given, seed) };
        if (brought.Unread is { } why)
            teacher = teacher.AsBox(given, why, settings);
        teacher.Check(given);
        return settings.Text(Head) == Replaced ? teacher : teacher.Named(given, brought.Outputs);
    }

    /// <summary>The graph of a given network.</summary>
    public static ModelGraph GraphOf(GivenNetwork network) =>
        GraphBinary.Read(new ByteReader(network.Graph.AsMemory()));

    /// <summary>What planning needs to know of it.</summary>
    /// <param name="seed">The study's.</param>
    public GivenNetwork Describe(ulong seed)
    {
        var artifact = Identity();
        var graph = new ByteWriter();
        GraphBinary.Write(graph, Model.Graph);
        return new(Import.Plan(new(Data.Fingerprint, seed), artifact).Key, artifact, [.. graph.ToArray()]);
    }

    private static BroughtNetwork Read(string given, string path, Shape input, RecipeTechniques techniques)
    {
        var formats = techniques.Stages.Networks.All.Select(t => t.Create(Configuration.Empty)).ToArray();
        var format = formats.FirstOrDefault(f => f.Recognises(path));
        try
        {
            return (format ?? new OwnFiles()).Read(path, input);
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException(
                format is not null ? $"'{Setting}' is '{given}', which is not taken: {e.Message}"
                    : TorchScriptFiles.IsArchive(path)
                        ? $"'{Setting}' is '{given}', {TorchScriptFiles.Archive}"
                    : $"'{Setting}' is '{given}', which is no network that can be read here ({string.Join(", ", techniques.Stages.Networks.All.Select(t => t.Summary.TrimEnd('.').ToLowerInvariant()))}): {e.Message}",
                e
            );
        }
    }

    // The network must see what it was trained with: as its file says, or, where that is silent, as the study does.
    private static GivenTeacher Agreed(string given, string choice, BroughtNetwork brought, DataSet data)
    {
        if (!brought.SaysNormalisation)
            return NormalisationChoice.IsFiles(choice)
                ? throw new UserErrorException(
                    $"'{Setting}' is '{given}', which {NormalisationChoice.Missing}"
                )
                : new(data, brought.Model with { Normalisation = data.Normalisation });
        if (brought.Model.Normalisation.Mean.Length != data.Shape[0])
            throw Sides(given, Answers(brought.Model), Answers(data));
        if (brought.Model.Normalisation.Equals(data.Normalisation))
            return new(data, brought.Model)
            {
                Normalisation = choice is NormalisationChoice.Model ? NormalisationChoice.Learn : null,
            };
        if (!NormalisationChoice.IsFiles(choice))
            throw Sides(
                given,
                $"normalises inputs by mean {Brief(brought.Model.Normalisation.Mean)} and deviation {Brief(brought.Model.Normalisation.Deviation)}",
                $"'{data.Name}' is normalised by {Brief(data.Normalisation.Mean)} and {Brief(data.Normalisation.Deviation)}, as '{NormalisationChoice.Setting.Key}' says; without it the file's is taken"
            );
        return new(data.With(brought.Model.Normalisation), brought.Model)
        {
            Normalisation = NormalisationChoice.Text(brought.Model.Normalisation),
        };
    }

    // Whoever teaches by answers alone cannot be trained, taken apart or counted.
    private GivenTeacher AsBox(string given, string why, Configuration settings)
    {
        if (settings.Integer(PipelineSettings.TeacherEpochs) > 0)
            throw new UserErrorException(
                $"'{PipelineSettings.TeacherEpochs}' is {settings.Integer(PipelineSettings.TeacherEpochs)}, but the network of '{given}' cannot be trained here: {why}"
            );
        return this with
        {
            Warnings =
            [
                $"'{given}' teaches by its answers alone: no features of it are compared, and it cannot be the student ('own'), for {why}",
            ],
        };
    }

    private Model NewlyHeaded(string given, ulong seed)
    {
        try
        {
            return NewHead.Of(Model, Data.Targets.Outputs, seed);
        }
        catch (GraphException e)
        {
            throw new UserErrorException(
                $"'{Head}' is '{Replaced}', but the network of '{given}' {e.Message}.",
                e
            );
        }
    }

    private ArtifactId Identity()
    {
        var folder = Directory.CreateTempSubdirectory("slimfront-");
        try
        {
            var file = Path.Combine(folder.FullName, "model");
            ModelFile.Write(file, Model);
            using var stream = File.OpenRead(file);
            return new(Convert.ToHexStringLower(SHA256.HashData(stream)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Check(string given)
    {
        if (!Model.Grids.IsEmpty || !Model.Masks.IsEmpty)
            throw new UserErrorException(
                $"'{Setting}' is '{given}', which is {(Model.Grids.IsEmpty ? "a ticket with missing weights" : "quantized")}; a teacher needs all of its numbers."
            );
        if (!Model.Graph.Input.Dimensions.SequenceEqual(Data.Shape))
            throw Sides(given, Answers(Model), Answers(Data));
        if (Model.Graph.Outputs != Data.Targets.Outputs)
            throw new UserErrorException(
                Sides(given, Answers(Model), Answers(Data)).Message
                    + $" '{Head}: {Replaced}' gives it a new last layer."
            );
    }

    // Classes in another order would be learnt wrongly without a word.
    private GivenTeacher Named(string given, ImmutableArray<string> outputs)
    {
        var names = Data.Targets.Names;
        if (outputs.IsEmpty || outputs.SequenceEqual(names, StringComparer.Ordinal))
            return this;
        if (names.Select((n, i) => n == i.ToString(CultureInfo.InvariantCulture)).All(same => same))
            return this with { Outputs = outputs };
        var place = names.Zip(outputs).TakeWhile(p => p.First == p.Second).Count();
        throw Sides(
            given,
            $"answers {outputs.Length} {Data.Info.OutputPlural} ({Spelling.Listed(outputs)})",
            $"'{Data.Name}' has {Spelling.Listed(names)}: number {place} is '{names.ElementAtOrDefault(place)}' there and '{outputs.ElementAtOrDefault(place)}' in the file"
        );
    }

    private static string Answers(Model model) =>
        $"answers {model.Graph.Outputs} numbers for inputs {model.Graph.Input}";

    private static string Answers(DataSet data) =>
        $"'{data.Name}' has {data.Targets.Outputs} {data.Info.OutputPlural} for inputs {string.Join('×', data.Shape)}";

    private static UserErrorException Sides(string given, string model, string data) =>
        new($"'{Setting}' is '{given}', which {model}, but the data set {data}.");
}
