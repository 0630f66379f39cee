using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages;

/// <summary>What all stages of a study have in common; operations plan their stages on it.</summary>
/// <remarks>
/// Equal work in two trials is the same stage, so a study has one seed for all of them. Only what decides a result is among a
/// stage's parameters.
/// </remarks>
/// <param name="Dataset">The data set's fingerprint.</param>
/// <param name="Seed">Where the randomness of the stages comes from.</param>
public readonly record struct StageBasis(string Dataset, ulong Seed)
{
    /// <summary>A stage that trains.</summary>
    /// <typeparam name="TOperation">What it does.</typeparam>
    public Stage Train<TOperation>(TrainingParameters parameters, params ReadOnlySpan<StageInput> inputs)
        where TOperation : ITrainingOperation, IDescribed<IStageOperation> =>
        Make<TOperation>(Configuration.Empty, inputs).With(parameters);

    /// <summary>A stage that does not train.</summary>
    /// <typeparam name="TOperation">What it does.</typeparam>
    public Stage Make<TOperation>(Configuration parameters, params ReadOnlySpan<StageInput> inputs)
        where TOperation : IStageOperation, IDescribed<IStageOperation> =>
        new()
        {
            Operation = TOperation.Technique.Key,
            Version = Kind<TOperation>.Version,
            Parameters = parameters,
            Dataset = Dataset,
            Seed = Seed,
            Inputs = [.. inputs],
        };

    private static class Kind<TOperation>
        where TOperation : IStageOperation, IDescribed<IStageOperation>
    {
        public static readonly int Version = TOperation.Technique.Create(Configuration.Empty).Version;
    }
}

/// <summary>Questions about the operation of a stage.</summary>
public static class StageKinds
{
    /// <summary>Whether a stage does what an operation does.</summary>
    public static bool Is<TOperation>(this Stage stage)
        where TOperation : IDescribed<IStageOperation>
    {
        ArgumentNullException.ThrowIfNull(stage);
        return stage.Operation == TOperation.Technique.Key;
    }
}
