# The project file: plutil's syntax, and what project.py says of objects, paths, Info.plist keys and availability.
# shellcheck shell=bash
rung_project() {
  quietly swift_in plutil -lint -- ios_demo/MobileKitDemo.xcodeproj/project.pbxproj
  "$python" "$here/project.py" "$demo" | sed 's/^/project: /'
}
