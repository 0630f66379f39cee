using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Distillation;
using Slimfront.Engine.Families;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Pruning;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Tickets;
using Slimfront.Engine.Training;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages;

/// <summary>The techniques that stages may name.</summary>
/// <param name="Data">Data sets.</param>
/// <param name="Operations">Kinds of stages.</param>
/// <param name="Families">Model families.</param>
/// <param name="Optimizers">Optimizers.</param>
/// <param name="Schedules">Learning-rate schedules.</param>
/// <param name="Losses">Distillation losses.</param>
/// <param name="Criteria">Pruning criteria.</param>
/// <param name="Scopes">Pruning scopes.</param>
/// <param name="Features">Feature losses.</param>
/// <param name="MaskRules">Which weights of a lottery ticket stay.</param>
/// <param name="RewindActions">With which values they begin again.</param>
/// <param name="MissingActions">What becomes of the others.</param>
/// <param name="Calibrators">What chooses ranges of activations.</param>
/// <param name="ModelMeasures">What is measured of finished models beside their answers.</param>
/// <param name="Networks">The forms in which networks are brought.</param>
public sealed record StageTechniques(
    DataSources Data,
    Catalog<IStageOperation> Operations,
    Catalog<IModelFamily> Families,
    Catalog<IOptimizer> Optimizers,
    Catalog<ISchedule> Schedules,
    Catalog<IDistillationLoss> Losses,
    Catalog<IPruningCriterion> Criteria,
    Catalog<IPruningScope> Scopes,
    Catalog<IFeatureLoss> Features,
    Catalog<IMaskRule> MaskRules,
    Catalog<IRewindAction> RewindActions,
    Catalog<IMissingAction> MissingActions,
    Catalog<ICalibrator> Calibrators,
    Catalog<IModelMeasure> ModelMeasures,
    Catalog<INetworkFormat> Networks
)
{
    private readonly ConcurrentDictionary<string, IStageOperation> _operations = new(StringComparer.Ordinal);

    /// <summary>What a stage does.</summary>
    /// <exception cref="KeyNotFoundException">No operation is called so.</exception>
    public IStageOperation Operation(Stage stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return _operations.GetOrAdd(stage.Operation, key => Operations[key].Create(Configuration.Empty));
    }

    /// <summary>The measures that every model gets, then those of some keys.</summary>
    public IEnumerable<IModelMeasure> ModelMeasuresWith(IEnumerable<string> keys)
    {
        var all = ModelMeasures.All.Select(t => t.Create(Configuration.Empty)).ToArray();
        return
        [
            .. all.Where(m => m.IsUsual),
            .. all.Where(m => !m.IsUsual).IntersectBy(keys, m => m.Objective.Key, StringComparer.Ordinal),
        ];
    }

    /// <summary>The objectives that measures of models bring, beside those that are known without them.</summary>
    public ImmutableArray<Objective> ModelObjectives =>
        [.. ModelMeasures.All.Select(t => t.Create(Configuration.Empty).Objective).Except(Objective.All)];

    /// <summary>Those that suit a task.</summary>
    public StageTechniques For(ITask task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return this with
        {
            Losses = Losses.For(task.Answers),
            Features = Features.For(task.Answers),
            Criteria = Criteria.For(task.Answers),
        };
    }

    /// <summary>Those of the engine and of plug-ins.</summary>
    public static StageTechniques Of(params IEnumerable<Assembly> plugIns)
    {
        Assembly[] assemblies = [typeof(StageTechniques).Assembly, .. plugIns];
        return new(
            DataSources.Of(assemblies),
            Catalog.Scan<IStageOperation>("operation", assemblies),
            Catalog.Scan<IModelFamily>("model family", assemblies),
            Catalog.Scan<IOptimizer>("optimizer", assemblies),
            Catalog.Scan<ISchedule>("schedule", assemblies),
            Catalog.Scan<IDistillationLoss>("distillation loss", assemblies),
            Catalog.Scan<IPruningCriterion>("pruning criterion", assemblies),
            Catalog.Scan<IPruningScope>("pruning scope", assemblies),
            Catalog.Scan<IFeatureLoss>("feature loss", assemblies),
            Catalog.Scan<IMaskRule>("mask rule", assemblies),
            Catalog.Scan<IRewindAction>("rewind action", assemblies),
            Catalog.Scan<IMissingAction>("missing action", assemblies),
            Catalog.Scan<ICalibrator>("calibrator", assemblies),
            Catalog.Scan<IModelMeasure>("model measure", assemblies),
            Catalog.Scan<INetworkFormat>("network format", assemblies)
        );
    }
}
