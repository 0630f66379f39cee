using System.CommandLine;
using Slimfront.Cli.Commands;

var root = new RootCommand("Slimfront finds the Pareto front of accuracy versus size for a neural network.")
{
    SearchCommand.Create(),
    NodeCommand.Create(),
    CertsCommand.Create(),
    SearchCommand.Submit(),
    RunCommands.Resume(),
    RunCommands.Status(),
    RunCommands.Watch(),
    RunCommands.Pause(),
    RunCommands.Continue(),
    RunCommands.Stop(),
    RunCommands.Results(),
    RunCommands.Report(),
    CompareCommand.Create(),
    ImportCommand.Create(),
    ExportCommand.Create(args),
    StoreCommand.Create(),
    CatalogCommands.Techniques(),
    CatalogCommands.Space(),
    DoctorCommand.Create(),
    DevicesCommand.Create(),
    RunnerCommand.Create(),
    Shell.Verbose,
    Shell.Plugins,
};
return await Shell.RunAsync(root, args);
