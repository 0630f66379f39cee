using Slimfront.Actors.Runners;
using Slimfront.RunnerStub;

return args switch
{
    ["mute"] => Mute(),
    ["die"] => Die(),
    ["parent", var file] => Parent.Run(file),
    _ => RunnerHost.RunProcess(() => new ScriptedExecutor()),
};

static int Mute()
{
    Thread.Sleep(Timeout.Infinite);
    return 0;
}

static int Die()
{
    Console.Error.WriteLine("no library of that name");
    return 7;
}
