namespace Slimfront.Engine.Stages;

/// <summary>What all stages that train have in common in words.</summary>
internal static class TrainingWords
{
    /// <summary>The words of a training.</summary>
    /// <param name="words">The stage.</param>
    /// <param name="fresh">How a fresh network is trained: "trained on labels".</param>
    /// <param name="again">How a network is trained further: "fine-tuned".</param>
    /// <param name="learned">How it is trained to bear rounding: "learned".</param>
    /// <returns>Nothing for the training of a ticket that repeats the one before.</returns>
    public static string Of(StageWords words, string fresh, string again, string learned)
    {
        words.Leave("from", "to");
        var parameters = TrainingParameters.Of(words.Stage);
        if (parameters.Model is not null)
            return $"{words.SayModel(TrainingParameters.Family)} · {fresh}";
        if (parameters.IsFresh)
        {
            words.Leave(TrainingParameters.Fresh, TrainingParameters.BudgetPath);
            return $"from scratch: {fresh}{(parameters.Budget is null ? "" : ", as much computation")}";
        }
        if (parameters.Rounding is not null)
            return $"{QuantizationParameters.Describe(words, TrainingParameters.Quantization)}, {learned}";
        return words.Before() switch
        {
            ITrainingOperation { IsPreparation: true } => fresh,
            { IsRewind: true } => "",
            _ => again,
        };
    }
}
