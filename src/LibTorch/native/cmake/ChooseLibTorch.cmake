# Chooses the libtorch to build against and offers it as the target "libtorch". The first place that has one wins:
#   1. LIBTORCH             a folder with include/ and lib/           (CMake variable, else environment)
#   2. LIBTORCH_USE_PYTORCH 1: the torch that python3 imports; 0: off (CMake variable, else environment)
#   3. the system's include and library paths (Debian: libtorch-dev)
# A place that was asked for by name but has no libtorch is an error: nothing else is chosen behind one's back.
# Prints the choice; when there is none, prints every place that was looked at, and the remedies.

foreach(name LIBTORCH LIBTORCH_USE_PYTORCH)
  if(NOT DEFINED ${name} OR "${${name}}" STREQUAL "")
    set(${name} "$ENV{${name}}")
  endif()
endforeach()

set(looked_at "")

# Looks for headers and libraries below ROOT; sets found_include, found_lib.
function(look_in root)
  unset(found_include PARENT_SCOPE)
  # A cached answer would outlive a change of the choice.
  unset(libtorch_include CACHE)
  unset(libtorch_library CACHE)
  find_path(libtorch_include ATen/ATen.h PATHS "${root}/include" NO_DEFAULT_PATH)
  find_library(libtorch_library torch_cpu
    PATHS "${root}/lib" "${root}/lib64" "${root}/lib/${CMAKE_LIBRARY_ARCHITECTURE}" NO_DEFAULT_PATH)
  if(libtorch_include AND libtorch_library)
    get_filename_component(library_dir "${libtorch_library}" DIRECTORY)
    set(found_include "${libtorch_include}" PARENT_SCOPE)
    set(found_lib "${library_dir}" PARENT_SCOPE)
  else()
    set(looked_at "${looked_at}\n  - ${root} (needs include/ATen/ATen.h and libtorch_cpu in lib/)" PARENT_SCOPE)
  endif()
endfunction()

set(abi "")
if(NOT "${LIBTORCH}" STREQUAL "")
  set(chosen_by "LIBTORCH=${LIBTORCH}")
  look_in("${LIBTORCH}")
elseif("${LIBTORCH_USE_PYTORCH}" STREQUAL "1")
  set(chosen_by "LIBTORCH_USE_PYTORCH=1")
  execute_process(
    COMMAND python3 -c
      "import os, torch; print(os.path.dirname(torch.__file__) + ';' + str(int(torch._C._GLIBCXX_USE_CXX11_ABI)))"
    OUTPUT_VARIABLE answer ERROR_VARIABLE complaint RESULT_VARIABLE failed OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(failed)
    string(STRIP "${complaint}" complaint)
    string(REGEX REPLACE ".*\n" "" complaint "${complaint}")
    set(looked_at "${looked_at}\n  - the torch that python3 imports (python3 says: ${complaint})")
  else()
    list(GET answer 0 root)
    list(GET answer 1 abi)
    look_in("${root}")
    if(NOT DEFINED found_include)
      look_in("/usr") # a distribution's python package has no copy of the headers; they come with its libtorch
    endif()
  endif()
elseif(NOT "${LIBTORCH_USE_PYTORCH}" MATCHES "^0?$")
  message(FATAL_ERROR "LIBTORCH_USE_PYTORCH is '${LIBTORCH_USE_PYTORCH}'; it must be 1 (on), 0 (off) or not set.")
else()
  set(chosen_by "the system paths")
  foreach(root /usr /usr/local)
    if(NOT DEFINED found_include)
      look_in("${root}")
    endif()
  endforeach()
endif()

if(NOT DEFINED found_include)
  message(FATAL_ERROR "No libtorch was found. These places were looked at:${looked_at}\n"
    "Any one of these helps:\n"
    "  - install the distribution's libtorch (Debian, Ubuntu: sudo apt install libtorch-dev)\n"
    "  - download libtorch from https://pytorch.org, unpack it, and set LIBTORCH to the folder with include/ and lib/\n"
    "  - install PyTorch for python3 (pip install torch) and set LIBTORCH_USE_PYTORCH=1\n"
    "Or use the ready-made packages instead: TORCH_BACKEND=nuget.")
endif()

# The version that the headers declare; since 2.8 in a header of its own.
set(LIBTORCH_VERSION "unknown")
foreach(header torch/csrc/api/include/torch/version.h torch/headeronly/version.h)
  if(EXISTS "${found_include}/${header}")
    file(STRINGS "${found_include}/${header}" numbers REGEX "#define TORCH_VERSION_(MAJOR|MINOR|PATCH) +[0-9]+")
    if(numbers)
      string(REGEX REPLACE "[^;0-9]+" "" numbers "${numbers}")
      string(REPLACE ";" "." LIBTORCH_VERSION "${numbers}")
    endif()
  endif()
endforeach()
if(LIBTORCH_VERSION VERSION_LESS 1.13)
  message(FATAL_ERROR "libtorch ${LIBTORCH_VERSION} in ${found_include} is too old: 1.13 or newer is needed.")
endif()

# libstdc++ has two string types; the shim must use the one that libtorch was built with.
if("${abi}" STREQUAL "")
  get_filename_component(config "${found_lib}/../share/cmake/Torch/TorchConfig.cmake" ABSOLUTE)
  if(EXISTS "${config}")
    file(STRINGS "${config}" flag REGEX "_GLIBCXX_USE_CXX11_ABI=[01]" LIMIT_COUNT 1)
    string(REGEX MATCH "_GLIBCXX_USE_CXX11_ABI=([01])" flag "${flag}")
    set(abi "${CMAKE_MATCH_1}")
  endif()
endif()

set(LIBTORCH_LIBRARY_DIR "${found_lib}")
add_library(libtorch INTERFACE)
target_include_directories(libtorch SYSTEM INTERFACE
  "${found_include}" "${found_include}/torch/csrc/api/include")
if(NOT "${abi}" STREQUAL "")
  target_compile_definitions(libtorch INTERFACE "_GLIBCXX_USE_CXX11_ABI=${abi}")
endif()

set(with_cuda "without CUDA")
set(libraries "")
foreach(name torch_cuda c10_cuda torch torch_cpu c10)
  unset(libtorch_part CACHE)
  find_library(libtorch_part ${name} PATHS "${found_lib}" NO_DEFAULT_PATH)
  if(libtorch_part)
    list(APPEND libraries "${libtorch_part}")
    if(name STREQUAL "torch_cuda")
      set(with_cuda "with CUDA")
    endif()
  endif()
endforeach()
if(UNIX AND NOT APPLE)
  # Nothing here calls into libtorch_cuda by name: it registers its kernels when it is loaded. A linker that drops
  # "unneeded" libraries would leave CUDA silently unavailable.
  target_link_libraries(libtorch INTERFACE -Wl,--no-as-needed ${libraries} -Wl,--as-needed)
else()
  target_link_libraries(libtorch INTERFACE ${libraries})
endif()

message(STATUS
  "libtorch ${LIBTORCH_VERSION}, ${with_cuda}: ${found_lib} (headers ${found_include}; chosen by ${chosen_by})")
