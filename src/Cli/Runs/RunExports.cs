using System.Collections.Immutable;
using Slimfront.Actors.Artifacts;
using Slimfront.Cli.Composing;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Onnx.Bundles;
using Slimfront.Onnx.Formats;
using Slimfront.Reports.Model;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using ModelFile = Slimfront.Engine.Artifacts.ModelFile;

namespace Slimfront.Cli.Runs;

/// <summary>Writes models of a run in other forms. The run's data are loaded when a form first asks for them.</summary>
/// <param name="composition">The techniques.</param>
/// <param name="run">The run.</param>
/// <param name="study">Its study.</param>
/// <param name="told">Where the data are now, if not where they were.</param>
internal sealed class RunExports(Composition composition, RunDirectory run, Study study, string? told)
    : IDisposable
{
    private DeviceData? _data;

    /// <summary>How much worse a file may be than its model where nothing is said: half a point of accuracy.</summary>
    public const double UsualTolerance = 0.005;

    /// <summary>The processors that will run what is written.</summary>
    public ExportTarget Target { get; init; }

    /// <summary>How much worse a file may be than its model.</summary>
    public double Tolerance { get; init; } = UsualTolerance;

    /// <summary>The folder of a model where none is named.</summary>
    public string FolderOf(PickedModel model) => Path.Combine(run.Path, "exports", model.Name);

    /// <summary>Writes a bundle.</summary>
    /// <param name="model">The model.</param>
    /// <param name="folder">Where.</param>
    /// <param name="formats">Its forms, by key.</param>
    /// <param name="report">Told of each file as it is done.</param>
    /// <exception cref="UserErrorException">A form could not be written, or is worse than the model; the others are written.</exception>
    public void WriteBundle(
        PickedModel model,
        string folder,
        ImmutableSortedDictionary<string, IExportFormat> formats,
        Action<BundleFile> report
    )
    {
        try
        {
            Bundle(model).Write(folder, formats, report);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write to '{folder}': {e.Message}", e);
        }
    }

    /// <summary>Writes one form as a file of its own.</summary>
    public void WriteFile(PickedModel model, string path, string key, IExportFormat format)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
                Directory.CreateDirectory(folder);
            if (Bundle(model).WriteFile(path, key, format).Trouble is { } trouble)
                throw new UserErrorException(trouble);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"cannot write '{path}': {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _data?.Dispose();

    private Bundle Bundle(PickedModel model)
    {
        var spec = study.Spec;
        var info =
            spec.Data ?? throw new UserErrorException($"study '{spec.Name}' does not say what its data are.");
        return new(
            new(ReadModel(model), Data, Target, spec.Seed, FileMetadata.Of(info)),
            info,
            $"{spec.Name}, {model.Name.Replace('-', ' ')}",
            model.Trial.Summary,
            StudyYaml.Of(Recipe(model.Trial)),
            Origins.Of(spec.Settings),
            Measures(),
            Tolerance
        );
    }

    // The same study with this one configuration: equal stages, so equal bytes on a machine of the kind.
    private StudySpec Recipe(Trial trial) =>
        study.Spec with
        {
            Budget = new() { Trials = 1 },
            WarmStart = trial.Origin == Trial.TeacherOrigin ? [] : [trial.Configuration],
            Baselines = 0,
            Exports = [],
        };

    // What the study searches by comes first: by it a file is as good as its model, or not.
    private ImmutableArray<(Search.Objectives.Objective, Engine.Tasks.IMeasure)> Measures()
    {
        var settings = study.Spec.Settings.Slice("data");
        var task = composition.Data.Task(settings);
        var known = composition.Data.Measures.For(task.Answers);
        return
        [
            .. study
                .Spec.Objectives.Select(o => o.Key)
                .Where(known.Has)
                .Concat(task.UsualMeasures)
                .Distinct(StringComparer.Ordinal)
                .Select(k => known[k].Create(Configuration.Empty))
                .Select(m => (m.Objective, m)),
        ];
    }

    private DeviceData Data()
    {
        if (_data is null)
        {
            var moved = new DataPlaces(composition.Data).Find(study.Spec, run, told, "export");
            var data = composition.Data.Load(MovedData.At(study.Spec.Settings.Slice("data"), moved));
            LocalTorch.Load();
            _data = OnProcessor(data);
        }
        return _data;
    }

    // Apart, so that nothing of libtorch is touched before it is loaded.
    private static DeviceData OnProcessor(Engine.Data.DataSet data) => new(data, TorchSharp.torch.CPU);

    // A run on a cluster, or with a store elsewhere, has the models of its front alone.
    private Model ReadModel(PickedModel model)
    {
        var copy = Path.GetTempFileName();
        try
        {
            if (new StoreReader(run.Store).CopyVerified(model.Artifact, copy))
                return ModelFile.Read(copy);
        }
        finally
        {
            File.Delete(copy);
        }
        var kept = Path.Combine(run.Path, "models", $"{model.Name}.safetensors");
        return File.Exists(kept)
            ? ModelFile.Read(kept)
            : throw new UserErrorException(
                $"the model of {model.Name} is neither in '{run.Store}' nor in '{Path.GetDirectoryName(kept)}'; models of the front are."
            );
    }
}
