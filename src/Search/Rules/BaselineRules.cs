using System.Collections.Immutable;
using Slimfront.Search.Execution;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Rules;

/// <summary>Which simpler recipes the front of a finished search is compared with.</summary>
/// <remarks>
/// They follow from the front alone, so they are the same with any number of slots. A model that was made already is
/// not made again: the link names the trial that made it; one that was left at a rung is trained to its end. What turns out to be on the front joins it like any other
/// result, since leaving a better model out would be dishonest, but has no baselines of its own.
/// </remarks>
/// <param name="pipeline">Knows what is simpler than a configuration.</param>
public sealed class BaselineRules(IPipeline pipeline)
{
    /// <summary>The baselines of the front as it is; empty where the study wants none or nothing is simpler.</summary>
    public ImmutableArray<BaselineLink> Links(Study study)
    {
        if (study.Spec.Baselines == 0)
            return [];
        var candidates = AlongTheFront(study)
            .Select(t => (Trial: t, Baselines: pipeline.Baselines(study.Spec, t.Configuration)))
            .Where(c => !c.Baselines.IsEmpty)
            .ToArray();
        var known = new Dictionary<StageKey, TrialNumber>();
        foreach (var trial in study.Trials.Append(study.Teacher).OfType<Trial>().Where(t => !t.IsPartial))
            known.TryAdd(trial.Model, trial.Number);
        var next = study.Next.Value;
        var links = ImmutableArray.CreateBuilder<BaselineLink>();
        foreach (var index in Spread(candidates.Length, study.Spec.Baselines))
        {
            var (trial, baselines) = candidates[index];
            foreach (var baseline in baselines)
            {
                if (
                    baseline.Plan.Within(study.Spec.Limits)
                    is not Plan.Accepted { Recipe.Model: var model } plan
                )
                {
                    links.Add(new(trial.Number, baseline.Kind, null, Reason(baseline, study.Spec)));
                    continue;
                }
                if (model == trial.Model)
                    continue;
                if (known.TryAdd(model, new(next)))
                    next++;
                links.Add(new(trial.Number, baseline.Kind, known[model]));
            }
        }
        return links.ToImmutable();
    }

    /// <summary>The baseline that a trial number stands for, and what it means; null where none is to be run.</summary>
    /// <exception cref="InvalidOperationException">The pipeline does not know it any more.</exception>
    public (Configuration Configuration, Recipe Recipe)? At(Study study, TrialNumber number)
    {
        if (study.Baselines.FirstOrDefault(l => l.Baseline == number) is not { } link)
            return null;
        var baselines = pipeline.Baselines(study.Spec, study.Trial(link.Trial).Configuration);
        return
            baselines.FirstOrDefault(b => b.Kind == link.Kind)
                is { Plan: Plan.Accepted { Recipe: var recipe } } b
            ? (b.Configuration, recipe)
            : throw new InvalidOperationException(
                $"trial {link.Trial} has no baseline '{link.Kind}' any more, but trial {number} is to be it."
            );
    }

    // In order of the first objective, so that the members chosen are of all sizes.
    private static IEnumerable<Trial> AlongTheFront(Study study)
    {
        var first = study.Spec.Objectives[0];
        return study
            .Front()
            .Select(study.Trial)
            .OrderBy(t => first.Loss(t.Measurement![first.Key]))
            .ThenBy(t => t.Number);
    }

    /// <summary>At most so many of the indices below a count, the first and the last among them, evenly spread.</summary>
    public static IEnumerable<int> Spread(int count, int most)
    {
        if (count <= most)
            return Enumerable.Range(0, count);
        return most == 1 ? [count / 2] : Enumerable.Range(0, most).Select(i => i * (count - 1) / (most - 1));
    }

    private static string Reason(Baseline baseline, StudySpec spec) =>
        baseline.Plan.Within(spec.Limits) is Plan.Refused { Reason: var reason } ? reason : "";
}
