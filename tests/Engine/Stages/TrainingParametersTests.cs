using CsCheck;
using Slimfront.Engine.Recipes;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Stages.Operations;
using Slimfront.Engine.Tests.Recipes;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Stages;

namespace Slimfront.Engine.Tests.Stages;

public sealed class TrainingParametersTests
{
    private static readonly Pipeline Planner = Pipeline.Of();
    private static readonly StageTechniques Techniques = StageTechniques.Of();

    [Test]
    public void What_was_read_of_a_planned_stage_is_written_as_it_was() =>
        Gen.ULong.Sample(
            seed =>
                Stages(seed)
                    .All(s =>
                        (
                            Techniques.Operation(s) is not ITrainingOperation
                            || TrainingParameters.Of(s).Write().Equals(s.Parameters)
                        )
                        && (!s.Is<Prune>() || PruningParameters.Of(s).Write().Equals(s.Parameters))
                        && (
                            !s.Is<Quantize>()
                            || QuantizationParameters.Read(new(s)).Write().Equals(s.Parameters)
                        )
                    ),
            iter: 200
        );

    [Test]
    public void A_training_has_as_many_epochs_as_lie_between_its_ends() =>
        Gen.ULong.Sample(
            seed =>
                Stages(seed)
                    .Where(s => Techniques.Operation(s) is ITrainingOperation)
                    .All(s => s.Epochs == TrainingParameters.Of(s).To - TrainingParameters.Of(s).From),
            iter: 100
        );

    private static IEnumerable<Stage> Stages(ulong seed)
    {
        var spec = Studies.Images;
        return
            Planner.Plan(spec, Planner.Space(spec).Draw(new Pcg(seed)))
                is Plan.Accepted { Recipe: var recipe }
            ? recipe.Stages
            : [];
    }
}
